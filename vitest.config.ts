import { availableParallelism } from "node:os";
import { defineConfig } from "vitest/config";
import { BaseSequencer, type TestSpecification } from "vitest/node";

const conditions = ["@disentangle/source", "node"];

/**
 * Starts with the tests of the harness, which are the longest, so that none of them runs alone at the end.
 */
class RunsFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const isRun = ({ moduleId }: TestSpecification): boolean => moduleId.includes("/harness/test/");
    // oxlint-disable-next-line unicorn/no-array-sort -- a sequencer is no array
    const ordered = await super.sort(files);
    return [...ordered.filter(isRun), ...ordered.filter((file) => !isRun(file))];
  }
}

export default defineConfig({
  ssr: { resolve: { conditions } },
  // As the packages are built: Node 22 does not know `using`.
  oxc: { target: "es2024" },
  test: {
    include: ["{packages,plugins}/*/test/**/*.test.ts", "harness/{test,templates/*/test}/**/*.test.ts", "test/**/*.test.ts"],
    pool: "forks",
    maxWorkers: Math.max(2, availableParallelism() - 1),
    sequence: { sequencer: RunsFirst },
    execArgv: ["--conditions=@disentangle/source"],
    // Against tests that hang; a busy machine takes ten times as long as an idle one for some that need
    // seconds.
    testTimeout: 240_000,
    hookTimeout: 240_000,
  },
});
