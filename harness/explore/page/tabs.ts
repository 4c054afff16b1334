/**
 * Makes a list of tabs work, by pointer and by the arrow keys: the panel of the chosen one shows, those of
 * the others are hidden.
 *
 * @returns chooses the tab of the panel with that id
 */
export function tabs(list: HTMLElement): (panel: string) => void {
  const all = Array.from(list.querySelectorAll<HTMLElement>('[role="tab"]'));
  const choose = (tab: HTMLElement): void => {
    for (const one of all) {
      const own = one === tab;
      one.setAttribute("aria-selected", String(own));
      one.tabIndex = own ? 0 : -1;
      const panel = document.getElementById(one.getAttribute("aria-controls") ?? "");
      if (panel !== null) panel.hidden = !own;
    }
  };
  for (const [i, tab] of all.entries()) {
    tab.addEventListener("click", () => choose(tab));
    tab.addEventListener("keydown", ({ key }) => {
      const step = key === "ArrowRight" ? 1 : key === "ArrowLeft" ? -1 : 0;
      if (step === 0) return;
      const next = all[(i + step + all.length) % all.length] as HTMLElement;
      choose(next);
      next.focus();
    });
  }
  return (panel) => {
    const tab = all.find((one) => one.getAttribute("aria-controls") === panel);
    if (tab !== undefined) choose(tab);
  };
}
