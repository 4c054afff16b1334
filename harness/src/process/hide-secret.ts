/** Names the queue where the command line gives no address: a list of processes shows what stands there. */
export const QUEUE_VARIABLE = "DISENTANGLE_QUEUE";

const FLAG = "--queue";

/**
 * The arguments without the address of a queue that holds a password: it goes into the environment, where no
 * list of processes shows it, and this process takes another title.
 */
export function hideSecret(args: readonly string[]): string[] {
  const hidden: string[] = [];
  for (const [i, arg] of args.entries()) {
    const inline = arg.startsWith(`${FLAG}=`);
    const text = inline ? arg.slice(FLAG.length + 1) : arg;
    if (!/^rediss?:\/\/[^/]*@/.test(text) || !(inline || args[i - 1] === FLAG)) {
      hidden.push(arg);
      continue;
    }
    process.env[QUEUE_VARIABLE] = text;
    process.title = "disentangle";
    if (inline) hidden.push(FLAG);
  }
  return hidden;
}
