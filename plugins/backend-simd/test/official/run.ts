// Runs tfjs-core's own test suite on one backend and prints what came of it as JSON. Arguments: backend name,
// threads.
import { hookModules } from "./module-hooks.ts";
import { runSuite } from "./run-suite.ts";

hookModules();
const [backend = "simd", threads = "1"] = process.argv.slice(2);
const outcome = await runSuite(backend, Number(threads));
process.stdout.write(`\n${JSON.stringify(outcome)}\n`);
