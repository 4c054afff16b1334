import * as v from "valibot";

/** What is wrong with what a plugin gave, by schema: such as `offers.0.id must not be empty`. */
export function schemaProblems(issues: readonly [v.BaseIssue<unknown>, ...v.BaseIssue<unknown>[]]): string {
  return issues.map((issue) => `${v.getDotPath(issue) ?? "it"} ${words(issue.message)}`).join("; ");
}

function words(message: string): string {
  return message.replace(/^Invalid key: .*/, "is missing").replace(/^Invalid .*: Expected/, "must be");
}
