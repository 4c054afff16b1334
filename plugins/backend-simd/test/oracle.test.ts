import { testOracle } from "@disentangle/conformance";
import { partOf } from "@disentangle/core";
import plugin from "../src/plugin.ts";

testOracle("simd", { backend: await partOf(plugin, "backend", { threads: 2 }), runs: 40 });
