import { Fault } from "@disentangle/core";
import { mendPackage, type TensorflowPackage } from "./tensorflow-package.ts";

/** What TensorFlow 2.9, which the package binds, was built against; other versions are not loaded. */
export const CUDA = "an NVIDIA driver of 450.80 or later, CUDA 11.2 and cuDNN 8.1";

/** The Fault of a package that is installed but does not load, with the commands that mend it. */
export function explainLoad({ name }: TensorflowPackage, message: string): Fault {
  const first = message.split("\n").find((line) => /can ?not|cannot|error/i.test(line)) ?? message.split("\n")[0] ?? "";
  if (message.includes("native addon module")) {
    return new Fault("unavailable", `${name} is installed without its native library: its install script has not run.`, {
      value: name,
      mend: `${mendPackage(name, false)}\nWhere storage.googleapis.com cannot be reached, tools/build-addon.ts of this package builds the library (Linux x64).`,
    });
  }
  const library = /(lib[\w.+-]+\.so[\d.]*): cannot open shared object/.exec(message)?.[1];
  if (library !== undefined && /^libcu|^libnv/.test(library)) {
    return new Fault("unavailable", `${name} needs ${library}, which is not on this machine.`, {
      value: library,
      mend: `Install ${CUDA}.`,
    });
  }
  return new Fault("unavailable", `${name} does not load: ${first.trim()}`, { value: message, mend: mendPackage(name, false) });
}
