import type { RunResult } from "@disentangle/artifacts";
import { citations } from "../data/citations.ts";
import { type Html, html } from "../html/html.ts";
import { section } from "./section.ts";

/** How to cite the paper and this software. */
export function citation({ tool }: RunResult): Html {
  return section("citation", "How to cite", html`<pre class="command" tabindex="0"><code>${citations(tool.version)}</code></pre>`);
}
