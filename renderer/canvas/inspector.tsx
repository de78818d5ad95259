/** The form at the right: of the selected block, or of the whole flow when none is. */
import { ActionIcon, Menu, Tabs, Textarea, TextInput, Tooltip } from '@mantine/core';
import { IconDots, IconPuzzleOff } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { Component, type ReactNode, useState } from 'react';
import { setConfig, setNode } from '../../flows/document/edits.ts';
import type { FlowNode } from '../../flows/document/schema.ts';
import type { Problem } from '../../flows/sdk/problem.ts';
import { editors, specs } from '../../registry/editors.ts';
import { orpc } from '../app/client.ts';
import { EmptyState } from '../ui/bits.tsx';
import { type ActionId, actionOf, keyCaps } from './actions/table.ts';
import { BlockIcon } from './block-icon.tsx';
import { CanvasEditorContext } from './editor-context.tsx';
import type { FlowHost } from './flow-host.ts';
import { FlowSettingsForm } from './flow-settings.tsx';
import { People } from './people.tsx';
import { Problems } from './problems.tsx';
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
      placeholder={words.typeName(node.type)}
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
      autosize
      minRows={2}
      maxRows={8}
      autoFocus={open && !node.note}
      onChange={(event) => {
        const note = event.currentTarget.value;
        editor.apply((now) => setNode(now, node.id, { note }), { burst: `note|${node.id}` });
      }}
      onBlur={() => editor.endBurst()}
    />
  );
}

const blockActions: readonly ActionId[] = ['connect', 'duplicate', 'copy', 'cut', 'disable', 'delete'];

function BlockMenu({ host, node }: { host: FlowHost; node: FlowNode }) {
  const words = useWords();
  const { situation, run } = useActions(host);
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
        {blockActions.map((id) => {
          const action = actionOf(id);
          const Glyph = action.icon;
          const keys = action.keys[0];
          return (
            <Menu.Item
              key={id}
              leftSection={<Glyph size={16} stroke={1.75} />}
              rightSection={keys ? <span className="kc-caps">{keyCaps(keys).join(' ')}</span> : null}
              disabled={!action.enabled(situation)}
              {...(action.danger ? { color: 'var(--k-bad)' } : {})}
              onClick={() => run(id)}
            >
              {words.t(id === 'disable' && node.disabled ? 'action.enable' : `action.${id}`)}
            </Menu.Item>
          );
        })}
      </Menu.Dropdown>
    </Menu>
  );
}

function BlockInspector({ node, host }: { node: FlowNode; host: FlowHost }) {
  const { editor, flow, ui } = useSession();
  const words = useWords();
  const tab = useUiState((state) => state.inspectorTab);
  const problems = useUiState((state) => state.problemsByNode.get(node.id)) ?? noProblems;
  const running = useUiState((state) => state.live !== null && state.live.report.version !== null);
  const spec = specs.get(node.type);
  const form = editors.get(node.type);
  const { data: people } = useQuery({
    ...orpc.flows.people.queryOptions({ input: { flow, node: node.id, what: 'here', offset: 0, limit: 1 } }),
    enabled: running,
  });
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
            {people && people.total > 0 ? <span className="kc-tab-count">{words.count(people.total)}</span> : null}
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
  const chosen = useEditorState((state) => state.selection.nodes);
  const only = chosen.length === 1 ? chosen[0] : undefined;
  const node = useEditorState((state) =>
    only === undefined ? undefined : state.document.nodes.find((candidate) => candidate.id === only),
  );
  return (
    <aside className="kc-inspector" aria-label={words.t('inspector')}>
      <CanvasEditorContext>
        {node ? (
          <BlockInspector node={node} host={host} />
        ) : chosen.length > 1 ? (
          <ManyChosen host={host} count={chosen.length} />
        ) : (
          <FlowSettingsForm />
        )}
      </CanvasEditorContext>
    </aside>
  );
}

const manyActions: readonly ActionId[] = ['duplicate', 'copy', 'disable', 'tidy', 'delete'];

function ManyChosen({ host, count }: { host: FlowHost; count: number }) {
  const words = useWords();
  const { situation, run } = useActions(host);
  return (
    <>
      <header className="kc-inspector-head">
        <h2>{words.t('chosen', { count })}</h2>
      </header>
      <div className="kc-inspector-body kc-stack">
        {manyActions.map((id) => {
          const action = actionOf(id);
          const Glyph = action.icon;
          return (
            <button
              key={id}
              type="button"
              className="kc-block"
              disabled={!action.enabled(situation)}
              onClick={() => run(id)}
            >
              <Glyph size={18} stroke={1.75} aria-hidden />
              <span>{words.t(`action.${id}`)}</span>
            </button>
          );
        })}
      </div>
    </>
  );
}
