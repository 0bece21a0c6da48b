import "@mantine/core/styles.css";
import "./theme/tokens.css";
import "./theme/base.css";
import { createRoot } from "react-dom/client";
import { restoreKey } from "./api/key.ts";
import { App } from "./app/app.tsx";
import { interpretSchemas } from "./app/jitless.ts";
import { startWords } from "./app/words.ts";

interpretSchemas();
restoreKey();
const root = document.getElementById("root");
if (root !== null) {
  await startWords();
  createRoot(root).render(<App />);
}
