import { availableParallelism } from "node:os";
import { defineConfig } from "vitest/config";

const conditions = ["@disentangle/source", "node"];

export default defineConfig({
  ssr: { resolve: { conditions } },
  // As the packages are built: Node 22 does not know `using`.
  oxc: { target: "es2024" },
  test: {
    include: ["{packages,plugins}/*/test/**/*.test.ts", "harness/{test,templates/*/test}/**/*.test.ts", "test/**/*.test.ts"],
    pool: "forks",
    // One less than there are cores is the default: one, on the smallest machine this is meant for.
    maxWorkers: Math.max(2, availableParallelism() - 1),
    execArgv: ["--conditions=@disentangle/source"],
    testTimeout: 60_000,
    hookTimeout: 60_000,
  },
});
