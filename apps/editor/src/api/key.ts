import { createStore } from "zustand/vanilla";

const place = "baton.key";

/** The key that this tab calls with, and why the server wants another one. */
export interface KeyState {
  readonly key: string | undefined;
  /** What the server said when it would not answer without a key, or not with this one. */
  readonly refused: string | undefined;
}

/** Kept for this tab alone: whoever opens another one signs in again. */
export const keyStore = createStore<KeyState>()(() => ({ key: undefined, refused: undefined }));

/** Takes up the key that this tab had before it was loaded anew. */
export function restoreKey(): void {
  keyStore.setState({ key: sessionStorage.getItem(place) ?? undefined });
}

export function signIn(key: string): void {
  sessionStorage.setItem(place, key);
  keyStore.setState({ key, refused: undefined });
}

export function signOut(): void {
  sessionStorage.removeItem(place);
  keyStore.setState({ key: undefined, refused: "" });
}

/** What every call sends along. */
export function keyHeaders(): Readonly<Record<string, string>> {
  const { key } = keyStore.getState();
  return key === undefined ? {} : { "x-api-key": key };
}

/** Notes that the server did not take a key, or asks for one, so that the sign-in is shown; unless another was given meanwhile. */
export function keyRefused(key: string | undefined, message: string): void {
  if (key === keyStore.getState().key) keyStore.setState({ refused: message });
}
