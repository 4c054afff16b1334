import { CONTRACT, Fault, parseOptions, type OptionSchema, type Plugin } from "@disentangle/core";
import { setBackend, version_core } from "@tensorflow/tfjs";
import manifest from "../package.json" with { type: "json" };

/** The backend takes no options. */
const schema: OptionSchema<object> = {
  "~standard": {
    validate: (raw) => {
      const unknown = Object.keys(raw as object);
      return unknown.length === 0 ? { value: {} } : { issues: unknown.map((name) => ({ message: "unknown; there are none", path: [name] })) };
    },
  },
};

/** Offers the backend `cpu`: TensorFlow.js's own. */
const plugin: Plugin = {
  name: manifest.name,
  version: manifest.version,
  contract: CONTRACT,
  offers: [
    {
      kind: "backend",
      id: "cpu",
      about: {
        title: "Plain CPU",
        summary: "TensorFlow.js's own CPU backend in plain JavaScript: slow, the oracle that other backends are compared with.",
        traits: { device: "CPU" },
      },
      configure(raw) {
        parseOptions("backend cpu", schema, raw);
        return () =>
          Promise.resolve({
            probe: () => Promise.resolve({ works: true as const, detail: `TensorFlow.js ${version_core}, plain JavaScript, one thread` }),
            async activate() {
              if (!(await setBackend("cpu"))) {
                throw new Fault("unavailable", "TensorFlow.js has no CPU backend here.", { mend: "Install @tensorflow/tfjs 4.22." });
              }
              return { name: "cpu", detail: { tfjs: version_core } };
            },
          });
      },
    },
  ],
};

export default plugin;
