import { useHotkeys } from "@mantine/hooks";
import { Outlet } from "@tanstack/react-router";
import { type JSX, lazy, Suspense, useState } from "react";
import { useStore } from "zustand";
import { useFind } from "../find/find-state.ts";
import { Rail } from "./rail.tsx";
import css from "./shell.module.css";

const KeysDialog = lazy(() => import("../keys/keys-dialog.tsx").then((module) => ({ default: module.KeysDialog })));

const FindDialog = lazy(() => import("../find/find-dialog.tsx").then((module) => ({ default: module.FindDialog })));

/** The frame round every page: the rail, and the page beside it. */
export function Shell(): JSX.Element {
  const [keys, setKeys] = useState(false);
  const find = useFind();
  const scope = useStore(find.store, (state) => state.scope);
  useHotkeys([["mod+K", () => find.open({ type: "all" })]], [], true);
  useHotkeys([["shift+?", () => setKeys(true)]], ["INPUT", "TEXTAREA", "SELECT"], true);
  return (
    <div className={css["shell"]}>
      <Rail showKeys={() => setKeys(true)} />
      <div className={css["page"]}>
        <Suspense>
          <Outlet />
        </Suspense>
      </div>
      <Suspense>{scope !== undefined && <FindDialog key={JSON.stringify(scope)} scope={scope} showKeys={() => setKeys(true)} />}</Suspense>
      <Suspense>{keys && <KeysDialog close={() => setKeys(false)} />}</Suspense>
    </div>
  );
}
