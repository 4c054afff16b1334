/**
 * What the page does where there is script: hints that follow the pointer, tables that sort, a filter of
 * examples, sliders over series of pictures, and points that lead to the examples of their model. Everything
 * reads without it. It is put into the page as text, so it must not name anything outside itself.
 */
export function client(): void {
  const make = <Name extends keyof HTMLElementTagNameMap>(name: Name, attributes: Record<string, string>): HTMLElementTagNameMap[Name] => {
    const element = document.createElement(name);
    for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
    return element;
  };

  function hints(): void {
    const hint = make("div", { class: "hint", role: "tooltip", hidden: "" });
    document.body.append(hint);
    for (const title of document.querySelectorAll("svg.plot title")) {
      const mark = title.parentElement;
      const text = title.textContent;
      if (mark === null) continue;
      mark.setAttribute("data-hint", text);
      // The browser's own hint would stand over ours.
      title.remove();
    }
    document.addEventListener("pointermove", (event) => {
      const mark = (event.target as Element).closest("[data-hint]");
      hint.hidden = mark === null;
      if (mark === null) return;
      const model = mark.hasAttribute("data-model");
      hint.textContent = (mark.getAttribute("data-hint") ?? "") + (model ? " (click for its examples)" : "");
      const left = Math.min(event.clientX + 14, document.documentElement.clientWidth - hint.offsetWidth - 8);
      hint.style.left = `${Math.max(8, left)}px`;
      hint.style.top = `${event.clientY + 16}px`;
    });
  }

  /** Opens what an element is within, and goes there. */
  function show(id: string): void {
    const target = document.getElementById(id);
    if (target === null) return;
    target.closest("details")?.setAttribute("open", "");
    for (const other of document.querySelectorAll(".chosen")) other.classList.remove("chosen");
    target.classList.add("chosen");
    target.scrollIntoView({ block: "center" });
    target.focus({ preventScroll: true });
  }

  function links(): void {
    document.addEventListener("click", (event) => {
      const element = event.target as Element;
      const model = element.closest("[data-model]")?.getAttribute("data-model");
      const link = element.closest("a[href^='#examples-']")?.getAttribute("href")?.slice(1);
      const id = model ?? link;
      if (id === undefined || id === null) return;
      event.preventDefault();
      show(id);
    });
  }

  function tables(): void {
    for (const table of document.querySelectorAll("table")) {
      const body = table.tBodies[0];
      if (body === undefined || body.rows.length < 3) continue;
      const heads = [...table.querySelectorAll("thead th")];
      heads.forEach((head, column) => {
        const button = make("button", { type: "button", class: "sort" });
        button.append(...head.childNodes);
        head.append(button);
        button.addEventListener("click", () => {
          const down = head.getAttribute("aria-sort") === "ascending";
          for (const other of heads) other.removeAttribute("aria-sort");
          head.setAttribute("aria-sort", down ? "descending" : "ascending");
          const text = (row: HTMLTableRowElement): string => row.cells[column]?.textContent.trim() ?? "";
          // What was not measured has no number, and comes last in either direction.
          const value = (row: HTMLTableRowElement): number => Number.parseFloat(row.cells[column]?.dataset["value"] ?? "");
          const numeric = head.classList.contains("numeric");
          const compare = (a: HTMLTableRowElement, b: HTMLTableRowElement): number => {
            if (!numeric) return text(a).localeCompare(text(b), "en", { numeric: true }) * (down ? -1 : 1);
            const [one, other] = [value(a), value(b)];
            if (Number.isNaN(one) || Number.isNaN(other)) return Number(Number.isNaN(one)) - Number(Number.isNaN(other));
            return (one - other) * (down ? -1 : 1);
          };
          body.append(...[...body.rows].toSorted(compare));
        });
      });
    }
  }

  /** A choice of classes over each gallery of examples. */
  function filters(): void {
    for (const gallery of document.querySelectorAll<HTMLElement>("[data-filter]")) {
      const examples = [...gallery.querySelectorAll<HTMLElement>(".example")];
      const choice = (label: string, valuesOf: (example: HTMLElement) => readonly string[]): HTMLSelectElement => {
        const select = make("select", { "aria-label": label });
        const values = [...new Set(examples.flatMap((example) => [...valuesOf(example)]))].toSorted();
        for (const value of ["", ...values]) {
          const option = make("option", { value });
          option.textContent = value === "" ? "all" : value;
          select.append(option);
        }
        const caption = make("label", {});
        caption.append(`${label} `, select);
        bar.append(caption);
        return select;
      };
      const bar = make("p", { class: "filter" });
      const own = (example: HTMLElement): readonly string[] => [example.dataset["class"] ?? ""];
      const taken = (example: HTMLElement): readonly string[] => (example.dataset["predicted"] ?? "").split("|");
      const [original, predicted] = [choice("Class", own), choice("Taken for", taken)];
      const count = make("span", { role: "status" });
      const update = (): void => {
        let shown = 0;
        for (const example of examples) {
          const fits = (value: string, values: readonly string[]): boolean => value === "" || values.includes(value);
          example.hidden = !(fits(original.value, own(example)) && fits(predicted.value, taken(example)));
          if (!example.hidden) shown++;
        }
        count.textContent = `${shown} of ${examples.length}`;
      };
      bar.append(count);
      bar.addEventListener("change", update);
      update();
      gallery.before(bar);
    }
  }

  /** One picture of a series at a time, chosen by a slider. */
  function sliders(): void {
    for (const series of document.querySelectorAll<HTMLElement>(".frames")) {
      const items = [...series.querySelectorAll<HTMLElement>("li")];
      const strip = series.querySelector<HTMLElement>(".strip");
      const last = items.length - 1;
      if (strip === null || last < 1) continue;
      const label = `${series.dataset["label"] ?? ""}, ${series.querySelector(".panel-title, h4")?.textContent.trim() ?? ""}`;
      const slider = make("input", { type: "range", min: "0", max: String(last), value: String(last), "aria-label": label });
      const marks = [...series.querySelectorAll<SVGElement>("svg.plot circle")];
      const update = (): void => {
        const at = Number(slider.value);
        items.forEach((item, i) => (item.hidden = i !== at));
        marks.forEach((mark, i) => mark.setAttribute("r", i === at ? "5" : "2.4"));
        slider.setAttribute("aria-valuetext", items[at]?.querySelector(".caption")?.textContent.trim() ?? "");
      };
      series.classList.add("stage");
      strip.removeAttribute("tabindex");
      slider.addEventListener("input", update);
      strip.after(slider);
      update();
    }
  }

  hints();
  links();
  tables();
  filters();
  sliders();
  if (location.hash.startsWith("#examples-")) show(location.hash.slice(1));
}
