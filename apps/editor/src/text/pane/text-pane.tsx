import { ActionIcon, Menu } from "@mantine/core";
import { FilePlus2, X } from "lucide-react";
import { type JSX, useCallback, useState } from "react";
import { useTranslation } from "react-i18next";
import { layoutFile, rootFile } from "../../document/files.ts";
import { useDocumentState } from "../../document/use-document.tsx";
import { Tabs } from "../../shell/tabs.tsx";
import { useTexts, useTextState } from "../text-state.ts";
import { FileEditor } from "./file-editor.tsx";
import css from "./pane.module.css";
import { ReadingStatus } from "./reading-status.tsx";

/** The files of the graph's folder as text: the document first, others as they are opened. */
export function TextPane(): JSX.Element {
  const { t } = useTranslation("text");
  const texts = useTexts();
  const root = useDocumentState((state) => rootFile(state.files));
  const opened = useTextState((state) => state.opened);
  const chosen = useTextState((state) => state.file);
  const files = useDocumentState((state) => state.files);
  const [[line, column], setCursor] = useState<readonly [number, number]>([1, 1]);
  const cursor = useCallback((at: number, across: number) => setCursor([at, across]), []);
  const others = opened.filter((file) => file !== root && Object.hasOwn(files, file));
  const file = chosen !== undefined && Object.hasOwn(files, chosen) ? chosen : root;
  return (
    <section className={css["pane"]} aria-label={t("label")}>
      <Tabs
        label={t("files")}
        tabs={[root, ...others].map((each) => ({ id: each, label: each }))}
        current={file}
        choose={(each) => texts.open(each === root ? undefined : each)}
        end={
          <>
            <span className={css["cursor"]}>{t("cursor", { line, column })}</span>
            {file !== root && (
              <ActionIcon size={22} aria-label={t("close", { file })} title={t("close", { file })} onClick={() => texts.close(file)}>
                <X size={13} aria-hidden />
              </ActionIcon>
            )}
            <FileMenu choose={(each) => texts.open(each === root ? undefined : each)} />
          </>
        }
      >
        <FileEditor key={file} file={file} cursor={cursor} />
      </Tabs>
      <ReadingStatus />
    </section>
  );
}

function FileMenu({ choose }: { readonly choose: (file: string) => void }): JSX.Element {
  const { t } = useTranslation("text");
  const files = useDocumentState((state) => state.files);
  const paths = Object.keys(files)
    .filter((path) => path !== layoutFile)
    .toSorted();
  return (
    <Menu position="bottom-end">
      <Menu.Target>
        <ActionIcon size={22} aria-label={t("open")} title={t("open")}>
          <FilePlus2 size={14} aria-hidden />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown className={css["menu"] ?? ""}>
        {paths.map((path) => (
          <Menu.Item key={path} onClick={() => choose(path)}>
            <code>{path}</code>
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}
