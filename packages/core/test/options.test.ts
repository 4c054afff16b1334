import { describe, expect, test } from "vitest";
import { Fault, parseOptions, type OptionSchema } from "../src/index.ts";

const schema: OptionSchema<{ readonly steps: number }> = {
  "~standard": {
    validate: (value) => {
      const { steps = 40 } = value as { steps?: unknown };
      return typeof steps === "number" ? { value: { steps } } : { issues: [{ message: "must be a number", path: [{ key: "steps" }] }] };
    },
  },
};

describe("parseOptions", () => {
  test("nothing given gives the defaults", () => {
    expect(parseOptions("attack x", schema, undefined)).toEqual({ steps: 40 });
  });

  test("a wrong option is a Fault that names part, option and value", () => {
    const fault = (() => {
      try {
        parseOptions("attack x", schema, { steps: "many" });
        return undefined;
      } catch (error) {
        return error;
      }
    })();
    expect(Fault.is(fault, "bad-option")).toBe(true);
    expect((fault as Fault).message).toContain("attack x");
    expect((fault as Fault).message).toContain("steps: must be a number");
    expect((fault as Fault).value).toEqual({ steps: "many" });
  });
});

describe("Fault", () => {
  test("is told by name and code, also across copies of the package", () => {
    const foreign = Object.assign(new Error("x"), { name: "Fault", code: "io" });
    expect(Fault.is(foreign)).toBe(true);
    expect(Fault.is(foreign, "io")).toBe(true);
    expect(Fault.is(foreign, "aborted")).toBe(false);
    expect(Fault.is(new Error("x"))).toBe(false);
  });

  test("ends its message with how to mend it and keeps the cause", () => {
    const cause = new Error("disk");
    const fault = new Fault("io", "Cannot write.", { cause, mend: "Free some space." });
    expect(fault.message).toBe("Cannot write. Free some space.");
    expect(fault.cause).toBe(cause);
  });
});
