import { createInstance } from "i18next";
import { initReactI18next } from "react-i18next";
import { canvasWords } from "../canvas/words.ts";
import { compareWords } from "../compare/words.ts";
import { chatWords } from "../chat/words.ts";
import { elementsWords } from "../elements/words.ts";
import { exportWords } from "../export/words.ts";
import { findWords } from "../find/words.ts";
import { graphWords } from "../graph/words.ts";
import { inboxWords } from "../inbox/words.ts";
import { keysWords } from "../keys/words.ts";
import { inspectorWords } from "../inspector/words.ts";
import { runWords } from "../run/words.ts";
import { runsWords } from "../runs/words.ts";
import { shellWords } from "../shell/words.ts";
import { signInWords } from "../sign-in/words.ts";
import { stateWords } from "../state/words.ts";
import { textWords } from "../text/words.ts";
import { startWords as startPageWords } from "../start/words.ts";
import { timelineWords } from "../timeline/words.ts";

/** Every text of the editor, by feature: a feature's `words.ts` is one namespace. */
const english = {
  canvas: canvasWords,
  compare: compareWords,
  chat: chatWords,
  elements: elementsWords,
  export: exportWords,
  find: findWords,
  graph: graphWords,
  inbox: inboxWords,
  inspector: inspectorWords,
  keys: keysWords,
  run: runWords,
  runs: runsWords,
  shell: shellWords,
  signIn: signInWords,
  start: startPageWords,
  timeline: timelineWords,
  state: stateWords,
  text: textWords,
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
