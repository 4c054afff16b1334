/** SHA-256 in hexadecimal, in Node and in a page alike. */
export async function sha256(bytes: Uint8Array<ArrayBuffer> | string): Promise<string> {
  const digest = await crypto.subtle.digest("SHA-256", typeof bytes === "string" ? new TextEncoder().encode(bytes) : bytes);
  return Array.from(new Uint8Array(digest), (byte) => byte.toString(16).padStart(2, "0")).join("");
}
