import { createInstance } from "i18next";
import { initReactI18next } from "react-i18next";
import { canvasWords } from "../canvas/words.ts";
import { elementsWords } from "../elements/words.ts";
import { graphWords } from "../graph/words.ts";
import { keysWords } from "../keys/words.ts";
import { shellWords } from "../shell/words.ts";
import { startWords as startPageWords } from "../start/words.ts";

/** Every text of the editor, by feature: a feature's `words.ts` is one namespace. */
const english = {
  canvas: canvasWords,
  elements: elementsWords,
  graph: graphWords,
  keys: keysWords,
  shell: shellWords,
  start: startPageWords,
} as const;

declare module "i18next" {
  interface CustomTypeOptions {
    defaultNS: "shell";
    resources: typeof english;
  }
}

/** Loads the texts; done before anything is drawn. */
export async function startWords(): Promise<void> {
  await createInstance()
    .use(initReactI18next)
    .init({ lng: "en", fallbackLng: "en", defaultNS: "shell", resources: { en: english }, interpolation: { escapeValue: false } });
}
