import { createContext, useContext } from "react";
import type { Path } from "@baton/core";

/** Where in the document a form's data stand, and of which node it is the form. */
export interface FormPlace {
  readonly base: Path;
  readonly node: string | undefined;
  /** Keys whose fields are shown at once; what is not among them opens. It stays as it is while one types. */
  readonly shown: readonly string[];
}

export const FormPlaceContext = createContext<FormPlace>({ base: [], node: undefined, shown: [] });

/** The place of a field in the document, by its path inside the form. */
export function useDocumentPath(inside: Path): Path {
  return [...useContext(FormPlaceContext).base, ...inside];
}

/** Keys whose fields are shown at once. */
export function useShownKeys(): readonly string[] {
  return useContext(FormPlaceContext).shown;
}

/** The node whose form this is; undefined in the graph's own. */
export function useFormNode(): string | undefined {
  return useContext(FormPlaceContext).node;
}
