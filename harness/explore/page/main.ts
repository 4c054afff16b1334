// The page: it draws and asks, the worker computes.
import type { BackendId, Opened, Reply, Request } from "../protocol.ts";
import { byId, control, make } from "./element.ts";
import { exampleCards } from "./examples.ts";
import { LearnedWalk } from "./learned-walk.ts";
import { type Link, startLink } from "./link.ts";
import { lossCurve } from "./loss-curve.ts";
import { outcomeOf } from "./outcome.ts";
import { settingsOf } from "./page-settings.ts";
import { tabs } from "./tabs.ts";
import { Walk } from "./walk.ts";

const status = byId("status", HTMLElement);
const progress = byId("progress", HTMLProgressElement);
const notices = byId("notices", HTMLElement);
const cancel = byId("cancel", HTMLButtonElement);
const restart = byId("restart", HTMLButtonElement);
const curve = byId("curve", HTMLElement);
const trained = byId("trained", HTMLElement);
const outcome = byId("outcome", HTMLElement);
const examples = byId("examples", HTMLElement);
const training = byId("train", HTMLFormElement);
const attacking = byId("attack", HTMLFormElement);
const learning = byId("learn", HTMLFormElement);
const [train, attack, learn] = [training, attacking, learning].map((form) => form.querySelector("button.primary") as HTMLButtonElement) as [
  HTMLButtonElement,
  HTMLButtonElement,
  HTMLButtonElement,
];

const settings = settingsOf(location.search);
const walk = new Walk(send);
const learned = new LearnedWalk(send, () => walk.glyph);
const showPanel = tabs(byId("walk-tabs", HTMLElement));
let link: Link;
let opened: Opened | undefined;
/** The backend asked for last. */
let wanted: BackendId = settings.backend;
/** Whether that backend is still being opened. */
let opening = true;
/** Whether there is a network to attack. */
let ready = false;

for (const name of ["n", "epochs"] as const) control(training, name, HTMLInputElement).value = String(settings[name]);
for (const name of ["images", "iterations", "radius"] as const) control(attacking, name, HTMLInputElement).value = String(settings[name]);
for (const name of ["letterImages", "letterEpochs"] as const) control(learning, name, HTMLInputElement).value = String(settings[name]);
for (const choice of backends()) choice.addEventListener("change", () => open(choice.value as BackendId));

training.addEventListener("submit", (event) => {
  event.preventDefault();
  const [size, epochs] = [numberOf(training, "n"), numberOf(training, "epochs")];
  plot([], epochs);
  trained.textContent = outcome.textContent = "";
  examples.replaceChildren();
  byId("legend", HTMLElement).hidden = true;
  busy("Training");
  send({ kind: "train", size, epochs });
});
attacking.addEventListener("submit", (event) => {
  event.preventDefault();
  const glyph = control(attacking, "target", HTMLSelectElement).value === "glyph";
  const target = glyph ? { glyph: walk.glyph } : { images: numberOf(attacking, "images") };
  busy("Attacking");
  send({ kind: "attack", target, iterations: numberOf(attacking, "iterations"), radius: numberOf(attacking, "radius") });
});
learning.addEventListener("submit", (event) => {
  event.preventDefault();
  busy("Learning");
  send({ kind: "learn", label: learned.label, images: numberOf(learning, "letterImages"), epochs: numberOf(learning, "letterEpochs") });
});
cancel.addEventListener("click", () => {
  status.textContent = "Stopping …";
  send({ kind: "cancel" });
});
restart.addEventListener("click", () => open(wanted));
control(attacking, "target", HTMLSelectElement).addEventListener("change", showTarget);

showTarget();
plot([], settings.epochs);
open(settings.backend);

/**
 * Starts afresh on that backend, in a worker of its own: TensorFlow.js has one backend at a time, and a
 * network lives on it.
 */
function open(backend: BackendId): void {
  link?.end();
  [wanted, opening, ready] = [backend, true, false];
  notices.replaceChildren();
  for (const choice of backends()) choice.checked = choice.value === backend;
  busy(`Starting ${backend}`);
  cancel.hidden = true;
  link = startLink(receive, crashed);
  send({ kind: "open", backend });
}

function receive(reply: Reply): void {
  switch (reply.kind) {
    case "opened":
      opened = reply;
      opening = false;
      for (const choice of backends()) choice.checked = choice.value === reply.backend;
      byId("backend", HTMLElement).textContent = `Now: ${reply.detail}.`;
      reply.notices.forEach((notice) => tell(notice, "unsure"));
      walk.open(reply);
      learned.open(reply);
      idle(`Ready on ${reply.detail}.`);
      return;
    case "progress":
      progress.value = reply.share;
      say(`${reply.doing} …`);
      return;
    case "epoch":
      ready = true;
      plot(reply.losses, reply.epochs);
      trained.textContent = `Mean loss ${reply.losses.at(-1)?.toFixed(3)} in epoch ${reply.losses.length} of ${reply.epochs}.`;
      walk.learnt(Math.min(numberOf(training, "n") / 10, opened?.fonts.length ?? 0));
      walk.look();
      learned.look();
      return;
    case "trained": {
      const share = ((100 * reply.errors) / reply.total).toFixed(1);
      trained.textContent += ` Test error ${share} % (${reply.errors} of ${reply.total} test images wrong).`;
      idle(`Trained in ${reply.seconds.toFixed(1)} s.`);
      return;
    }
    case "looked":
      walk.show(reply);
      return;
    case "learnt":
      learned.learnt(reply);
      idle(`Learned the letter ${opened?.letters[reply.label] ?? ""} in ${reply.seconds.toFixed(1)} s.`);
      return;
    case "decoded":
      learned.decoded(reply);
      return;
    case "encoded":
      learned.encoded(reply);
      return;
    case "attacked": {
      const letters = opened?.letters ?? [];
      outcome.textContent = outcomeOf(reply.rows, letters, reply.seconds);
      examples.replaceChildren(
        ...exampleCards(reply.rows, letters, (glyph) => {
          walk.glyph = glyph;
          showPanel("true-panel");
          byId("walk-title", HTMLElement).scrollIntoView();
        }),
      );
      byId("legend", HTMLElement).hidden = false;
      idle("Attacked.");
      return;
    }
    case "cancelled":
      idle(ready ? "Stopped. The network stays as it was after its last whole epoch." : "Stopped.");
      return;
    case "fault":
      walk.reset();
      learned.reset();
      if (opening || reply.code === "crashed") crashed(reply.message);
      else {
        tell(reply.message, "bad");
        idle("Stopped by an error.");
        restart.hidden = false;
      }
      return;
    default:
      reply satisfies never;
  }
}

function crashed(message: string): void {
  link.end();
  ready = false;
  walk.reset();
  learned.reset();
  tell(message, "bad");
  idle("Nothing computes now.");
  train.disabled = learn.disabled = true;
  restart.hidden = false;
}

function send(request: Request): void {
  link.send(request);
}

function busy(doing: string): void {
  status.textContent = `${doing} …`;
  progress.removeAttribute("value");
  progress.hidden = cancel.hidden = false;
  train.disabled = attack.disabled = learn.disabled = restart.hidden = true;
}

function idle(words: string): void {
  status.textContent = words;
  progress.hidden = cancel.hidden = true;
  train.disabled = learn.disabled = false;
  attack.disabled = !ready;
}

/** Writes the status; the same words again would be read out again. */
function say(words: string): void {
  if (status.textContent !== words) status.textContent = words;
}

function tell(message: string, tone: "bad" | "unsure"): void {
  const shown = Array.from(notices.children).some(({ textContent }) => textContent === message);
  if (!shown) notices.append(make("p", { class: `notice ${tone}` }, message));
}

function plot(losses: readonly number[], epochs: number): void {
  curve.replaceChildren(lossCurve(losses, epochs, curve.clientWidth));
}

function showTarget(): void {
  control(attacking, "images", HTMLInputElement).disabled = control(attacking, "target", HTMLSelectElement).value === "glyph";
}

function backends(): HTMLInputElement[] {
  return Array.from(training.querySelectorAll<HTMLInputElement>('input[name="backend"]'));
}

function numberOf(form: HTMLFormElement, name: string): number {
  return control(form, name, HTMLInputElement).valueAsNumber;
}
