import { useEditorContext } from './define-editor.ts';
import { SlotSelect, type SlotSelectProps } from './slot-select.tsx';

/** Another flow of the workspace, bound to the block's slot. */
export function FlowSelect({ onChange, ...props }: SlotSelectProps & { onChange: (slot: string) => void }) {
  const { flows, bindFlow, flowOf } = useEditorContext();
  return (
    <SlotSelect
      {...props}
      words="flow"
      bound={flowOf(props.slot)}
      choices={flows.map(({ flow, name }) => ({ value: flow, label: name }))}
      onChoose={(flow) => onChange(bindFlow(flow))}
    />
  );
}
