import { useQueryClient } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import { listen } from "../api/events.ts";
import { type GraphDocument, graphQuery, saveGraph } from "../api/graph.ts";
import { ApiError } from "../api/request.ts";
import { latestWins } from "../document/checker/latest.ts";
import { workerPort } from "../document/checker/worker-port.ts";
import { type GraphDocumentStore, isDirty, openDocument } from "../document/document.ts";
import { browserDrafts, type Drafts } from "../document/drafts.ts";
import { autosave, saveDocument, type SaveRefused } from "../document/saving.ts";

const now = (): number => Date.now();
const drafts: Drafts = browserDrafts();
export const saver = { save: saveGraph, refused, drafts, now };

function refused(error: unknown): SaveRefused {
  const message = error instanceof Error ? error.message : String(error);
  return { message, conflict: error instanceof ApiError && error.status === 412, offline: error instanceof ApiError && error.code === "offline" };
}

/** The open document of what the server gave first; later answers are taken over while there is nothing unsaved. */
export function useOpenDocument(data: GraphDocument | undefined): GraphDocumentStore | undefined {
  const [document, setDocument] = useState<GraphDocumentStore>();
  const client = useQueryClient();
  const id = data?.id;
  useEffect(() => {
    if (data === undefined || document !== undefined) return;
    setDocument(openDocument(data, { checker: (told) => latestWins(workerPort(), told), now }));
  }, [data, document]);
  useEffect(() => {
    if (document === undefined || id === undefined) return undefined;
    const stop = autosave(document, saver);
    const takeOver = async (): Promise<void> => {
      const theirs = await client.fetchQuery({ ...graphQuery(id), staleTime: 0 }).catch(() => undefined);
      if (theirs === undefined) return;
      if (theirs.etag === document.store.getState().etag) return;
      if (isDirty(document.store.getState())) document.set({ elsewhere: theirs.etag });
      else document.load(theirs);
    };
    const unlisten = listen((event) => {
      const state = document.store.getState();
      // The connection is back: what happened meanwhile is not known, and what could not be saved can be now.
      if (event.type === "ready") void takeOver().then(() => saveDocument(document, saver));
      if (event.type === "graph" && event.graph === id && event.etag !== state.etag) void takeOver();
    });
    return () => {
      stop();
      unlisten();
      document.close();
      setDocument(undefined);
    };
  }, [document, id, client]);
  return document;
}
