/**
 * Addresses that texts name (`{{ links.unsubscribe }}`), held against what the workspace has, and letters that give their readers no
 * way to stop them. Pure: the engine and the page find the same.
 */
import { problem } from '../document/problem-words.ts';
import type { FlowDocument } from '../document/schema.ts';
import { knowNode } from '../document/validate.ts';
import { type WrittenText, writtenTexts } from '../document/written-texts.ts';
import { linkNames } from '../sdk/links.ts';
import { serviceTopic } from '../sdk/message.ts';
import { sendingsOf } from '../sdk/node.ts';
import type { Problem } from '../sdk/problem.ts';
import type { SpecRegistry } from '../sdk/registry.ts';
import { nearestName, variablesOf } from '../sdk/variables.ts';

/** The text itself asks whether there are such addresses. */
const asked = /\{%-?\s*(?:if|unless)\s+links\b/;
/** Either leads to where messages are stopped. */
const leavesBy = /\blinks\s*\.\s*(?:unsubscribe|preferences)\b/;

/** `hasAddress`: the workspace has a public address; `hasSite`: a site of the owner's is connected. */
export function linkProblems(
  document: FlowDocument,
  specs: SpecRegistry,
  hasAddress: boolean,
  hasSite = true,
): Problem[] {
  const problems: Problem[] = [];
  const byNode = new Map<string, WrittenText[]>();
  for (const one of writtenTexts(document, specs)) {
    byNode.set(one.node, [...(byNode.get(one.node) ?? []), one]);
    problems.push(...inText(one, hasAddress, hasSite));
  }
  if (!hasAddress) return problems;
  for (const node of document.nodes) {
    const { spec, config } = knowNode(node, specs);
    if (spec === null || config === null) continue;
    const letter = sendingsOf(spec, config as never).some(
      ({ channel, topic }) => channel === 'email' && topic !== serviceTopic,
    );
    if (letter) problems.push(...withoutWayOut(byNode.get(node.id) ?? []));
  }
  return problems;
}

function inText({ node, text, path }: WrittenText, hasAddress: boolean, hasSite: boolean): Problem[] {
  return variablesOf(text).flatMap(({ root, path: [name], guarded }): Problem[] => {
    if (root !== 'links' || name === undefined) return [];
    if (!linkNames.some((known) => known === name)) {
      const near = nearestName(name, linkNames) ?? linkNames[0];
      return [problem('links-unknown', node, path, { name: `links.${name}`, near: `links.${near}` })];
    }
    if (guarded || asked.test(text)) return [];
    if (!hasAddress) return [problem('links-no-address', node, path, { name: `links.${name}` })];
    return hasSite || name !== 'site' ? [] : [problem('links-no-site', node, path, { name: `links.${name}` })];
  });
}

/** One for each language in which nothing leads out. */
function withoutWayOut(texts: readonly WrittenText[]): Problem[] {
  const byLanguage = new Map<string, WrittenText[]>();
  for (const one of texts) {
    const [, language] = /^config\.(?:\w+\.)*content\.([^.]+)\./.exec(one.path) ?? [];
    if (language !== undefined) byLanguage.set(language, [...(byLanguage.get(language) ?? []), one]);
  }
  return [...byLanguage].flatMap(([language, all]) => {
    const letters = all.filter(({ path }) => !/\.(?:subject|preheader)$/.test(path));
    const shown = letters.find(({ html }) => html) ?? letters[0];
    if (shown === undefined || shown.text.trim() === '' || letters.some(({ text }) => leavesBy.test(text))) return [];
    return [problem('no-unsubscribe', shown.node, shown.path, { language })];
  });
}
