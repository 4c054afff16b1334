import { Fault, reasonOf, type FaultCode } from "@disentangle/core";

/** What went wrong, for people: faults speak for themselves, engines do not. */
export function inWords(error: unknown): { readonly code: FaultCode; readonly message: string } {
  if (Fault.is(error)) return { code: error.code, message: faultInWords(error) };
  const message = reasonOf(error);
  if (/out of memory|allocat|array (buffer )?length/i.test(message)) {
    const mend = "Train on fewer images or attack fewer at a time, close other tabs, and press “Start again”.";
    return { code: "out-of-memory", message: `The browser has no memory left (${message}). ${mend}` };
  }
  return { code: "crashed", message: `The computation failed: ${message}. Press “Start again”, or choose the other backend.` };
}

/** How to mend some faults differs between a page and a process. */
function faultInWords({ code, message, problem }: Fault): string {
  switch (code) {
    case "crashed":
      return `${problem} Press “Start again”, or choose the other backend.`;
    case "out-of-memory":
      return `${problem} Train on fewer images or attack fewer at a time; if that does not help, close other tabs and press “Start again”.`;
    case "io":
      return `${problem} Check that the page's server still runs and serves this file, then press “Start again”.`;
    default:
      return message;
  }
}
