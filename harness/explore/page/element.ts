/** The element of the page with that id, of that kind. */
export function byId<E extends HTMLElement>(id: string, kind: new () => E): E {
  const found = document.getElementById(id);
  if (!(found instanceof kind)) throw new TypeError(`The page has no ${kind.name} #${id}.`);
  return found;
}

/** A new element with attributes and children. */
export function make<K extends keyof HTMLElementTagNameMap>(
  name: K,
  attributes: Readonly<Record<string, string>> = {},
  ...children: readonly (Node | string)[]
): HTMLElementTagNameMap[K] {
  const element = document.createElement(name);
  for (const [attribute, value] of Object.entries(attributes)) element.setAttribute(attribute, value);
  element.append(...children);
  return element;
}

/** The control of a form with that name, of that kind. */
export function control<E extends Element>(form: HTMLFormElement, name: string, kind: new () => E): E {
  const found = form.elements.namedItem(name);
  if (!(found instanceof kind)) throw new TypeError(`The form #${form.id} has no ${kind.name} ${name}.`);
  return found;
}
