import { useQueryClient } from "@tanstack/react-query";
import { type JSX, lazy, type ReactNode, Suspense, useEffect } from "react";
import { useStore } from "zustand";
import { keyStore } from "../api/key.ts";

const SignIn = lazy(() => import("./sign-in.tsx").then((module) => ({ default: module.SignIn })));

/** The editor; or the way in, once the server has said that it wants a key. */
export function Gate({ children }: { readonly children: ReactNode }): JSX.Element {
  const refused = useStore(keyStore, (state) => state.refused);
  const client = useQueryClient();
  useEffect(
    () =>
      keyStore.subscribe(({ key }, before) => {
        // What one person has read is not for the next.
        if (key !== before.key) client.clear();
      }),
    [client],
  );
  if (refused === undefined) return <>{children}</>;
  return (
    <Suspense>
      <SignIn refused={refused} />
    </Suspense>
  );
}
