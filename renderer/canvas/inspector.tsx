/** The form at the right: of the selected block, or of the whole flow when none is. */
import { ActionIcon, Menu, Tabs, Textarea, TextInput } from '@mantine/core';
import { IconDots, IconPuzzleOff } from '@tabler/icons-react';
import { Component, type ReactNode, useEffect, useState } from 'react';
import { setConfig, setNode } from '../../flows/document/edits.ts';
import type { FlowNode } from '../../flows/document/schema.ts';
import { sendingsOf } from '../../flows/sdk/node.ts';
import type { Problem } from '../../flows/sdk/problem.ts';
import { editors, specs } from '../../registry/editors.ts';
import { EmptyState } from '../ui/bits.tsx';
import { Tooltip } from '../ui/tooltip.tsx';
import { ActionItem, ActionRow } from './action-item.tsx';
import type { ActionId } from './actions/table.ts';
import { MarkInspector } from './annotations/mark-inspector.tsx';
import { onlyMark } from './annotations/marks.ts';
import { BlockIcon } from './block-icon.tsx';
import { BlockRules } from './channel-rules.tsx';
import { CanvasEditorContext } from './editor-context.tsx';
import type { FlowHost } from './flow-host.ts';
import { FlowSettingsForm } from './flow-settings.tsx';
import { graphOf } from './graph.ts';
import { TroubleNotes } from './live/trouble-notes.tsx';
import { People, WholePeople } from './people.tsx';
import { Problems } from './problems.tsx';
import { BlockSettings } from './reusable/block-settings.tsx';
import { UsePanel } from './reusable/use-panel.tsx';
import { type InspectorTab, useEditorState, useSession, useUiState } from './session.ts';
import { useActions } from './use-actions.ts';
import { useWords } from './words.ts';

const noProblems: readonly Problem[] = [];
const isTab = (value: string | null): value is InspectorTab =>
  value === 'setup' || value === 'texts' || value === 'people';

/** A form that cannot show a config (a file from elsewhere) must not take the canvas down. */
class FormGuard extends Component<{ children: ReactNode; broken: ReactNode }, { failed: boolean }> {
  override state = { failed: false };
  static getDerivedStateFromError(): { failed: boolean } {
    return { failed: true };
  }
  override render(): ReactNode {
    return this.state.failed ? this.props.broken : this.props.children;
  }
}

/** A text kept while it is typed, so that an undo elsewhere still shows. */
function NameField({ node }: { node: FlowNode }) {
  const { editor } = useSession();
  const words = useWords();
  return (
    <TextInput
      label={words.t('name')}
      value={node.name ?? ''}
      placeholder={words.nodeName({ ...node, name: null })}
      maxLength={200}
      data-inspector-name
      onChange={(event) => {
        const name = event.currentTarget.value;
        editor.apply((now) => setNode(now, node.id, { name }), { burst: `name|${node.id}` });
      }}
      onBlur={() => editor.endBurst()}
    />
  );
}

function NoteField({ node }: { node: FlowNode }) {
  const { editor } = useSession();
  const words = useWords();
  const [open, setOpen] = useState(Boolean(node.note));
  if (!open && !node.note) {
    return (
      <button type="button" className="kc-link" onClick={() => setOpen(true)}>
        {words.t('addNote')}
      </button>
    );
  }
  return (
    <Textarea
      label={words.t('note')}
      description={words.t('noteHelp')}
      value={node.note ?? ''}
      maxLength={5000}
      rows={2}
      classNames={{ input: 'kc-grows' }}
      autoFocus={open && !node.note}
      onChange={(event) => {
        const note = event.currentTarget.value;
        editor.apply((now) => setNode(now, node.id, { note }), { burst: `note|${node.id}` });
      }}
      onBlur={() => editor.endBurst()}
    />
  );
}

const blockActions: readonly ActionId[] = [
  'connect',
  'makeBlock',
  'frame',
  'foldAfter',
  'duplicate',
  'copy',
  'cut',
  'disable',
  'delete',
];

function BlockMenu({ host, node }: { host: FlowHost; node: FlowNode }) {
  const words = useWords();
  const bound = useActions(host);
  return (
    <Menu position="bottom-end" width={240}>
      <Menu.Target>
        <Tooltip label={words.t('more')}>
          <ActionIcon aria-label={words.t('blockActions')}>
            <IconDots size={18} stroke={1.75} />
          </ActionIcon>
        </Tooltip>
      </Menu.Target>
      <Menu.Dropdown>
        {blockActions.map((id) => (
          <ActionItem
            key={id}
            id={id}
            bound={bound}
            {...(id === 'disable' && node.disabled ? { label: words.t('action.enable') } : {})}
          />
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}

function BlockInspector({ node, host }: { node: FlowNode; host: FlowHost }) {
  const { editor, ui } = useSession();
  const words = useWords();
  const tab = useUiState((state) => state.inspectorTab);
  const problems = useUiState((state) => state.problemsByNode.get(node.id)) ?? noProblems;
  const running = useUiState((state) => state.live !== null && state.live.report.version !== null);
  const spec = specs.get(node.type);
  const form = editors.get(node.type);
  const here = useUiState((state) => state.live?.nodes.get(node.id)?.row.waiting ?? 0);
  // An outlet that leads nowhere is seen on the card, and often meant.
  const said = problems.filter((problem) => problem.code !== 'outlet-open');
  const parsed = spec?.config.safeParse(node.config);
  // A config that does not parse (an older file, or one half filled in) is still shown: the form mends it.
  const config = parsed?.success ? parsed.data : { ...(spec?.defaults as object | undefined), ...node.config };
  const onChange = (next: unknown) => {
    editor.apply((now) => setConfig(now, node.id, next as Record<string, unknown>, spec), {
      burst: `config|${node.id}`,
    });
  };
  const sends =
    spec !== undefined &&
    parsed?.success === true &&
    sendingsOf(spec, parsed.data as Record<string, unknown>).length > 0;
  const t = words.nodeT(node.type);
  const shown: InspectorTab = tab === 'texts' && !form?.Texts ? 'setup' : tab;
  const Form = form?.Form;
  const Texts = form?.Texts;
  const broken = <EmptyState icon={IconPuzzleOff} title={words.t('formBroken')} />;
  /** A field that was left ends a step of undo. */
  const leaving = { onBlur: () => editor.endBurst() };
  const props = { config, onChange, node: node.id, problems, t };
  return (
    <>
      <header className="kc-inspector-head">
        <BlockIcon type={node.type} />
        <h2>{words.typeName(node.type)}</h2>
        <BlockMenu host={host} node={node} />
      </header>
      <TroubleNotes node={node.id} />
      <Tabs
        value={shown}
        onChange={(value) => isTab(value) && ui.setState({ inspectorTab: value })}
        keepMounted={false}
      >
        <Tabs.List px={16}>
          <Tabs.Tab value="setup">{words.t('tab.setup')}</Tabs.Tab>
          {Texts ? <Tabs.Tab value="texts">{words.t('tab.texts')}</Tabs.Tab> : null}
          <Tabs.Tab value="people">
            {words.t('tab.people')}
            {running && here > 0 ? <span className="kc-tab-count">{words.count(here)}</span> : null}
          </Tabs.Tab>
        </Tabs.List>
        <div className="kc-inspector-body" {...leaving} data-inspector-body>
          <Tabs.Panel value="setup">
            <div className="kc-stack">
              <Problems problems={said} />
              <NameField node={node} />
              {Form ? (
                <FormGuard key={`form|${node.id}`} broken={broken}>
                  <Form {...props} />
                </FormGuard>
              ) : spec ? null : (
                <p className="kc-hint">{words.t('unknownHelp', { type: node.type })}</p>
              )}
              {sends ? <BlockRules node={node.id} /> : null}
              <UsePanel node={node} host={host} />
              <NoteField key={`note|${node.id}`} node={node} />
            </div>
          </Tabs.Panel>
          {Texts ? (
            <Tabs.Panel value="texts">
              <FormGuard key={node.id} broken={broken}>
                <Texts {...props} />
              </FormGuard>
            </Tabs.Panel>
          ) : null}
          <Tabs.Panel value="people">
            <People key={node.id} node={node.id} />
          </Tabs.Panel>
        </div>
      </Tabs>
    </>
  );
}

export function Inspector({ host }: { host: FlowHost }) {
  const words = useWords();
  const { block } = useSession();
  const selection = useEditorState((state) => state.selection);
  const chosen = selection.nodes;
  const mark = onlyMark(selection);
  const only = chosen.length === 1 ? chosen[0] : undefined;
  const node = useEditorState((state) => (only === undefined ? undefined : graphOf(state.document).nodes.get(only)));
  const whole = useUiState((state) => (state.peopleOf?.node === '' ? state.peopleOf : null));
  const { ui } = useSession();
  // Whoever turns to blocks is done with the people of the whole flow.
  const turned = whole !== null && chosen.length > 0;
  useEffect(() => {
    if (turned) ui.setState({ peopleOf: null });
  }, [turned, ui]);
  return (
    <aside className="kc-inspector" aria-label={words.t('inspector')}>
      <CanvasEditorContext>
        {node ? (
          <BlockInspector node={node} host={host} />
        ) : mark ? (
          <MarkInspector key={mark.id} mark={mark} host={host} />
        ) : chosen.length > 1 ? (
          <ManyChosen host={host} count={chosen.length} />
        ) : whole !== null ? (
          <WholePeople of={whole} />
        ) : block === null ? (
          <FlowSettingsForm />
        ) : (
          <BlockSettings block={block.id} />
        )}
      </CanvasEditorContext>
    </aside>
  );
}

const manyActions: readonly ActionId[] = ['frame', 'makeBlock', 'duplicate', 'copy', 'disable', 'tidy', 'delete'];

function ManyChosen({ host, count }: { host: FlowHost; count: number }) {
  const words = useWords();
  const { situation, run } = useActions(host);
  return (
    <>
      <header className="kc-inspector-head">
        <h2>{words.t('chosen', { count })}</h2>
      </header>
      <div className="kc-inspector-body">
        {manyActions.map((id) => (
          <ActionRow key={id} id={id} situation={situation} run={run} />
        ))}
      </div>
    </>
  );
}
