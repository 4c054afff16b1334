// One job at a time: `count` items, handed out `grain` at a time. A ticket is one 64-bit word, generation in
// the high half and next item in the low half, so that a thread which wakes late can never take an item of a
// later job with the fields of an earlier one: its compare-and-exchange fails.

const TICKET: usize = 16;
const FINISHED: usize = 24;
const COUNT: usize = 28;
const GRAIN: usize = 32;
const KERNEL: usize = 36;
const CLOSED: i64 = 0x7fffffff;

/** Publishes a job. Only the main thread calls this, and only when no job runs. */
export function open(control: usize, generation: i32, kernel: i32, count: i32, grain: i32): void {
  const high = (<i64>generation) << 32;
  atomic.store<i64>(control, high | CLOSED, TICKET);
  atomic.store<i32>(control, kernel, KERNEL);
  atomic.store<i32>(control, count, COUNT);
  atomic.store<i32>(control, grain, GRAIN);
  atomic.store<i32>(control, 0, FINISHED);
  atomic.store<i64>(control, high, TICKET);
}

/** The first item of the next free group, or -1 when all are taken. */
export function take(control: usize): i32 {
  while (true) {
    const ticket = atomic.load<i64>(control, TICKET);
    const next = <i32>ticket;
    if (next >= atomic.load<i32>(control, COUNT)) return -1;
    const grain = atomic.load<i32>(control, GRAIN);
    if (atomic.cmpxchg<i64>(control, ticket, ticket + <i64>grain, TICKET) == ticket) return next;
  }
}

/** Reports `items` items as done; returns how many are done by now. */
export function finish(control: usize, items: i32): i32 {
  return atomic.add<i32>(control, items, FINISHED) + items;
}
