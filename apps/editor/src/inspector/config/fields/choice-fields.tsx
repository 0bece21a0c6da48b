import { Chip, Group, MultiSelect, SegmentedControl, Select } from "@mantine/core";
import type { JSX } from "react";
import { z } from "zod";
import { useDocumentState } from "../../../document/use-document.tsx";
import { DataEditor } from "../../../text/code/data-editor.tsx";
import { dataOf, type InspectorFieldProps, isStrange, setField, textOf, textsOf } from "../field.ts";
import css from "../form.module.css";
import { label as worded } from "../form-schema.ts";

const optionsSchema = z.object({
  choices: z.array(z.string()).catch([]),
  preset: z
    .union([z.string(), z.array(z.string())])
    .optional()
    .catch(undefined),
});

function optionsOf({ uiSchema }: InspectorFieldProps): z.infer<typeof optionsSchema> {
  return optionsSchema.parse(uiSchema?.["ui:options"] ?? {});
}

/** One of a few: what counts where nothing is written is shown as chosen. */
export function ChoiceField(props: InspectorFieldProps): JSX.Element {
  const { schema, name, id } = props;
  const { choices, preset } = optionsOf(props);
  const label = schema.title ?? name;
  const value = textOf(props) === "" ? (typeof preset === "string" ? preset : "") : textOf(props);
  const data = choices.map((each) => ({ value: each, label: worded(each) }));
  const set = (chosen: string | null): void => void setField(props, chosen === null || chosen === preset ? undefined : chosen);
  const short = choices.length <= 3 && value !== "";
  if (short) return <SegmentedControl size="xs" fullWidth aria-label={label} data={data} value={value} onChange={set} />;
  return (
    <Select size="xs" id={id ?? name} aria-label={label} data={data} value={value === "" ? null : value} clearable={preset === undefined} onChange={set} />
  );
}

/** Any of a few. */
export function FlagsField(props: InspectorFieldProps): JSX.Element {
  const { schema, name } = props;
  const { choices, preset } = optionsOf(props);
  const written = textsOf(props);
  const value = written.length === 0 && Array.isArray(preset) ? preset : [...written];
  return (
    <Chip.Group
      multiple
      value={value}
      onChange={(chosen) =>
        setField(
          props,
          choices.filter((each) => chosen.includes(each)),
        )
      }
    >
      <Group gap={6} role="group" aria-label={schema.title ?? name}>
        {choices.map((each) => (
          <Chip key={each} size="xs" value={each}>
            {worded(each)}
          </Chip>
        ))}
      </Group>
    </Chip.Group>
  );
}

/** A field that names one thing of a list; another name is kept, and the checker says what it thinks of it. */
function NameSelect({ props, names }: { readonly props: InspectorFieldProps; readonly names: readonly string[] }): JSX.Element {
  const { schema, name } = props;
  const value = textOf(props);
  const data = [...new Set([...names, ...(value === "" ? [] : [value])])];
  return (
    <Select
      size="xs"
      className={css["mono"] ?? ""}
      aria-label={schema.title ?? name}
      searchable
      clearable={props.required !== true}
      data={data}
      value={value === "" ? null : value}
      onChange={(chosen) => setField(props, chosen ?? undefined)}
    />
  );
}

/** Several things of a list, in the order they were chosen. */
function NamesSelect({ props, names }: { readonly props: InspectorFieldProps; readonly names: readonly string[] }): JSX.Element {
  const label = props.schema.title ?? props.name;
  const value = textsOf(props);
  if (isStrange(props.formData, z.array(z.string()))) return <DataEditor label={label} value={dataOf(props)} onChange={(data) => setField(props, data)} />;
  return (
    <MultiSelect
      size="xs"
      className={css["mono"] ?? ""}
      aria-label={label}
      searchable
      data={[...new Set([...names, ...value])]}
      value={[...value]}
      onChange={(chosen) => setField(props, chosen.length === 0 ? undefined : chosen)}
    />
  );
}

export function ToolField(props: InspectorFieldProps): JSX.Element {
  const tools = useDocumentState((state) => state.manifest.tools);
  return <NameSelect props={props} names={Object.keys(tools)} />;
}

export function NodeField(props: InspectorFieldProps): JSX.Element {
  const nodes = useDocumentState((state) => state.shown.nodes);
  return <NameSelect props={props} names={Object.keys(nodes)} />;
}

export function ChannelsField(props: InspectorFieldProps): JSX.Element {
  const graph = useDocumentState((state) => state.shown.graph);
  return <NamesSelect props={props} names={[...(graph?.channels.keys() ?? [])]} />;
}

export function FilesField(props: InspectorFieldProps): JSX.Element {
  const files = useDocumentState((state) => state.files);
  return <NamesSelect props={props} names={Object.keys(files).filter((path) => path.startsWith("knowledge/"))} />;
}
