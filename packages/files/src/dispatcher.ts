import { EnvHttpProxyAgent, interceptors, type Dispatcher } from "undici";

/** Follows at most so many redirects. */
const REDIRECTS = 10;

/**
 * Sends requests: through the proxies that HTTP_PROXY, HTTPS_PROXY and NO_PROXY name (also in lower case),
 * follows redirects, and gives up on a server that sends nothing for `stall` milliseconds. The caller closes
 * it.
 */
export function makeDispatcher(stall: number): Dispatcher {
  const agent = new EnvHttpProxyAgent({ connect: { timeout: stall }, headersTimeout: stall, bodyTimeout: stall });
  return agent.compose(interceptors.redirect({ maxRedirections: REDIRECTS }));
}
