import { type FSWatcher, watch } from "node:fs";
import { basename, extname } from "node:path";
import { foldersIn } from "./shelf.ts";

const deepest = 6;
const mostFolders = 2000;
/** Changes that come together are told together. */
const pauseMs = 80;

/** What may be a graph's file, or a folder; tools may keep other things beside graphs. */
const concerns = new Set(["", ".yaml", ".json", ".md", ".txt", ".csv"]);

export interface FolderWatch {
  /** False where the system does not tell of changes: whoever reads must look for himself. */
  readonly sees: () => boolean;
  close(): void;
}

/**
 * Watches a folder and those below it, but not `except`. `seen` is called at the first sign of a change, `changed` a moment after.
 * Not Node's `recursive`, which would follow every folder of an installation too.
 */
export function watchFolders(root: string, except: string, seen: () => void, changed: () => void): FolderWatch {
  const watchers = new Map<string, FSWatcher>();
  let sees = true;
  let timer: NodeJS.Timeout | undefined;
  const notice = (_: string, name: string | null): void => {
    if (name !== null && (name.startsWith(".") || !concerns.has(extname(name)))) return;
    seen();
    timer ??= setTimeout(() => {
      timer = undefined;
      follow();
      changed();
    }, pauseMs).unref();
  };
  const follow = (): void => {
    const wanted = new Set(below(root, root, except, deepest).slice(0, mostFolders));
    for (const [path, watcher] of watchers) {
      if (wanted.has(path)) continue;
      watcher.close();
      watchers.delete(path);
    }
    for (const path of wanted) {
      if (watchers.has(path)) continue;
      try {
        const watcher = watch(path, { persistent: false }, (event, name) => {
          // The folder itself went; what comes under its name is another one, as when a branch is checked out.
          if (event === "rename" && name === basename(path) && watchers.get(path) === watcher) {
            watcher.close();
            watchers.delete(path);
          }
          notice(event, name);
        });
        watcher.on("error", () => watchers.delete(path)); // the folder is gone; the one above it says so
        watchers.set(path, watcher);
      } catch {
        sees = false; // the system watches no more
      }
    }
  };
  follow();
  return {
    sees: () => sees,
    close: () => {
      clearTimeout(timer);
      for (const watcher of watchers.values()) watcher.close();
      watchers.clear();
    },
  };
}

function below(folder: string, root: string, except: string, levels: number): readonly string[] {
  if (folder === except) return [];
  return [folder, ...(levels === 0 ? [] : foldersIn(folder, root).flatMap((each) => below(each, root, except, levels - 1)))];
}
