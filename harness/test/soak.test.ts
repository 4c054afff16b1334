import { describe, expect, test } from "vitest";
import { HAS_REDIS } from "../../packages/queue/test/redis.ts";
import { soak } from "../tools/soak.ts";
import { TINY } from "./command.ts";

describe.runIf(HAS_REDIS)("a run whose workers and coordinator are killed at random (needs redis-server)", () => {
  test("ends with the bytes of one process", { timeout: 900_000 }, async () => {
    const said: string[] = [];
    const grid = [...TINY, "--claims", "2"];
    const { workers, coordinators, runs } = await soak({ kills: 3, grid, pause: [2000, 8000], seed: 2, say: (text) => said.push(text) });
    expect(workers + coordinators).toBe(3);
    expect(runs).toBeGreaterThan(0);
    expect(said.at(-1)).toMatch(/same bytes/);
  });
});
