import { defineConfig } from "vitepress";

/** Files of the repository that pages link to and that are no pages. */
const REPOSITORY = "https://github.com/disentangle/disentangle/tree/main";

export default defineConfig({
  title: "Disentangle",
  description: "Experiments on adversarial robustness and generalization, in TypeScript",
  // A link that leads nowhere ends the build.
  ignoreDeadLinks: false,
  markdown: {
    config(markdown) {
      // The pages are read in the repository, too, where such links work as they are.
      markdown.core.ruler.push("links-to-the-repository", (state) => {
        for (const token of state.tokens.flatMap(({ children }) => children ?? [])) {
          const href = token.attrGet("href");
          if (href?.startsWith("../")) token.attrSet("href", `${REPOSITORY}/${href.slice(3)}`);
        }
      });
    },
  },
  themeConfig: {
    search: { provider: "local" },
    nav: [
      { text: "Start", link: "/start" },
      { text: "Reference", link: "/reference/" },
    ],
    sidebar: [
      {
        text: "Use",
        items: [
          { text: "Start", link: "/start" },
          { text: "Your model", link: "/your-model" },
          { text: "By code", link: "/api" },
          { text: "GPU", link: "/gpu" },
          { text: "Many machines", link: "/many-machines" },
        ],
      },
      {
        text: "Extend",
        items: [
          { text: "Your own parts", link: "/your-parts" },
          { text: "Your attack", link: "/your-attack" },
          { text: "Your architecture", link: "/your-architecture" },
          { text: "Your dataset", link: "/your-dataset" },
          { text: "Your manifold", link: "/your-manifold" },
          { text: "Your claim", link: "/your-claim" },
          { text: "Your strategy", link: "/your-strategy" },
        ],
      },
      {
        text: "Understand",
        items: [
          { text: "What the numbers mean", link: "/numbers" },
          { text: "Artifacts and their tensors", link: "/artifacts" },
          { text: "FAQ", link: "/faq" },
        ],
      },
      { text: "Reference", link: "/reference/" },
    ],
    socialLinks: [{ icon: "github", link: "https://github.com/disentangle/disentangle" }],
  },
});
