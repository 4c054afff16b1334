import pgdLinf from "@disentangle/attack-pgd-linf";
import simd from "@disentangle/backend-simd";
import { testBackendAgreement } from "@disentangle/conformance";
import { partOf } from "@disentangle/core";

const OPTIONS = { iterations: 10, learningRate: 0.02 };

testBackendAgreement("simd", {
  backend: await partOf(simd, "backend"),
  attacks: [await partOf(pgdLinf, "attack", OPTIONS), await partOf(pgdLinf, "attack", { ...OPTIONS, mode: "run-through" })],
});
