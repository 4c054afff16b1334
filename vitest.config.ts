import { defineConfig } from "vitest/config";

const conditions = ["@disentangle/source", "node"];

export default defineConfig({
  ssr: { resolve: { conditions } },
  test: {
    include: ["{packages,plugins}/*/test/**/*.test.ts", "harness/{test,templates/*/test}/**/*.test.ts", "test/**/*.test.ts"],
    pool: "forks",
    execArgv: ["--conditions=@disentangle/source"],
    testTimeout: 60_000,
    hookTimeout: 60_000,
  },
});
