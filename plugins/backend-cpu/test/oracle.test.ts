import { testOracle } from "@disentangle/conformance";
import { cpuBackend } from "../src/cpu-backend.ts";

testOracle("cpu", { backend: cpuBackend });
