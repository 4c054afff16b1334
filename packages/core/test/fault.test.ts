import { expect, test } from "vitest";
import { Fault, reasonOf, throwIfAborted } from "../src/index.ts";

test("a fault says what went wrong, then how to mend it, and both apart", () => {
  const fault = new Fault("io", "The disk is full.", { value: 3, mend: "Free some space." });
  expect(fault).toMatchObject({
    message: "The disk is full. Free some space.",
    problem: "The disk is full.",
    mend: "Free some space.",
    value: 3,
  });
  expect(new Fault("io", "The disk is full.")).toMatchObject({
    message: "The disk is full.",
    problem: "The disk is full.",
    mend: undefined,
  });
});

test("a sentence that ends with another error's ends once", () => {
  expect(new Fault("io", "It cannot be read: Did you mean b.ts?.", { mend: "Look." }).message).toBe(
    "It cannot be read: Did you mean b.ts? Look.",
  );
  expect(new Fault("io", "Wait and see ….").problem).toBe("Wait and see ….");
});

test("is told by name and code, so that one of another copy of this package counts", () => {
  const foreign = Object.assign(new Error("Stopped."), { name: "Fault", code: "aborted" });
  expect([Fault.is(foreign), Fault.is(foreign, "aborted"), Fault.is(foreign, "io"), Fault.is(new Error("Stopped."))]).toEqual([
    true,
    true,
    false,
    false,
  ]);
});

test("whatever is thrown has a reason", () => {
  expect([new Error("no"), "no", 3, undefined].map(reasonOf)).toEqual(["no", "no", "3", "undefined"]);
});

test("a signal that is aborted stops, with its reason as the cause; others do not", () => {
  throwIfAborted(undefined);
  throwIfAborted(new AbortController().signal);
  const reason = new Error("enough");
  expect(() => throwIfAborted(AbortSignal.abort(reason))).toThrow(expect.objectContaining({ code: "aborted", cause: reason }));
});
