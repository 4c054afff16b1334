import { expect, test } from "vitest";
import { reproduce } from "../src/request/reproduce.ts";

test("the command that does the same again leaves out where results go, and can be pasted into a shell", () => {
  expect(reproduce({})).toBe("pnpm harness");
  expect(
    reproduce(
      { profile: "smoke", testImages: 200, sizes: [100, 250], out: "x", threads: 2, workers: 4 },
      "my config.mjs",
      "npx disentangle",
    ),
  ).toBe("npx disentangle --config 'my config.mjs' --profile smoke --test-images 200 --sizes 100,250");
  expect(reproduce({ architecture: ["cnn", "mlp:units=9"], plugin: ["./a", "it's"] })).toBe(
    `pnpm harness --architecture cnn,mlp:units=9 --plugin ./a --plugin 'it'\\''s'`,
  );
});
