import { defineClaim, definePlugin, type Plugin } from "@disentangle/core";

/** A claim whose judge throws. */
const plugin: Plugin = definePlugin(
  { name: "throwing", version: "1.0.0" },
  defineClaim({
    id: "throwing",
    title: "Throwing",
    summary: "Throws when it judges.",
    make: () => ({
      id: "throwing",
      statement: "Nothing.",
      needs: () => [{ strategy: "normal", sizes: [100], attacks: [] }],
      judge: () => {
        throw new TypeError("no rows to divide by");
      },
    }),
  }),
);
export default plugin;
