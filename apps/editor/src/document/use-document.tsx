import { createContext, type JSX, type ReactNode, useContext } from "react";
import { useStore } from "zustand";
import type { DocumentState, GraphDocumentStore } from "./document.ts";

const DocumentContext = createContext<GraphDocumentStore | undefined>(undefined);

/** Gives a page its open document. */
export function DocumentProvider({ document, children }: { readonly document: GraphDocumentStore; readonly children: ReactNode }): JSX.Element {
  return <DocumentContext value={document}>{children}</DocumentContext>;
}

/** The open document with all that may be done to it; it never changes while a page is open. */
export function useDocument(): GraphDocumentStore {
  const document = useContext(DocumentContext);
  if (document === undefined) throw new Error("A part of the graph page stands outside its DocumentProvider.");
  return document;
}

/** A part of the document's state; renders anew when that part changes. */
export function useDocumentState<Part>(part: (state: DocumentState) => Part): Part {
  return useStore(useDocument().store, part);
}
