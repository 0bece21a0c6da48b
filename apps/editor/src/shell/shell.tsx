import { useHotkeys } from "@mantine/hooks";
import { Outlet } from "@tanstack/react-router";
import { type JSX, lazy, Suspense, useState } from "react";
import { Rail } from "./rail.tsx";
import css from "./shell.module.css";

const KeysDialog = lazy(() => import("../keys/keys-dialog.tsx").then((module) => ({ default: module.KeysDialog })));

/** The frame round every page: the rail, and the page beside it. */
export function Shell(): JSX.Element {
  const [keys, setKeys] = useState(false);
  useHotkeys([["shift+?", () => setKeys(true)]], ["INPUT", "TEXTAREA", "SELECT"], true);
  return (
    <div className={css["shell"]}>
      <Rail showKeys={() => setKeys(true)} />
      <div className={css["page"]}>
        <Suspense>
          <Outlet />
        </Suspense>
      </div>
      <Suspense>{keys && <KeysDialog close={() => setKeys(false)} />}</Suspense>
    </div>
  );
}
