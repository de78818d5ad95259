/** Reads a node's source and says what a pure module may not do. */
import ts from 'typescript';

/** Names that reach for a clock, chance, the network, the process or the page. */
const forbiddenNames = new Set([
  'Date',
  'fetch',
  'process',
  'setTimeout',
  'setInterval',
  'setImmediate',
  'queueMicrotask',
  'performance',
  'crypto',
  'XMLHttpRequest',
  'WebSocket',
  'window',
  'globalThis',
  'require',
  'eval',
  'Function',
]);

const allowedImport = (from: string): boolean =>
  from === 'zod' || from.startsWith('../../flows/sdk/') || (from.startsWith('./') && !from.startsWith('./editor'));

/** Sentences about what the module does that a schema or a step may not; empty when it is pure. */
export function impurities(source: string, file = 'step.ts'): string[] {
  const found: string[] = [];
  const visit = (node: ts.Node): void => {
    if ((ts.isImportDeclaration(node) || ts.isExportDeclaration(node)) && node.moduleSpecifier !== undefined) {
      const from = (node.moduleSpecifier as ts.StringLiteral).text;
      if (!allowedImport(from)) found.push(`imports ${from}`);
    }
    if (ts.isCallExpression(node) && node.expression.kind === ts.SyntaxKind.ImportKeyword) found.push('imports later');
    if (ts.isAwaitExpression(node) || node.kind === ts.SyntaxKind.AsyncKeyword) found.push('waits (async or await)');
    if (ts.isPropertyAccessExpression(node) && node.getText(tree) === 'Math.random') found.push('uses Math.random');
    if (ts.isIdentifier(node) && forbiddenNames.has(node.text) && !isOnlyAName(node)) found.push(`uses ${node.text}`);
    ts.forEachChild(node, visit);
  };
  const tree = ts.createSourceFile(file, source, ts.ScriptTarget.Latest, true);
  visit(tree);
  return [...new Set(found)];
}

/** `config.window` and `{ window: … }` are words of the author, not the page's `window`. */
function isOnlyAName(node: ts.Identifier): boolean {
  const { parent } = node;
  return (
    (ts.isPropertyAccessExpression(parent) && parent.name === node) ||
    (ts.isPropertyAssignment(parent) && parent.name === node) ||
    (ts.isPropertySignature(parent) && parent.name === node) ||
    isDeclaredHere(node)
  );
}

/** True when a parameter or a constant of that name hides the global one. */
function isDeclaredHere(node: ts.Identifier): boolean {
  for (let scope: ts.Node = node; scope.parent !== undefined; scope = scope.parent) {
    if (ts.isFunctionLike(scope) && scope.parameters.some(({ name }) => bindsName(name, node.text))) return true;
    const block = ts.isBlock(scope.parent) || ts.isSourceFile(scope.parent) ? scope.parent.statements : [];
    for (const statement of block)
      if (
        ts.isVariableStatement(statement) &&
        statement.declarationList.declarations.some(({ name }) => bindsName(name, node.text))
      )
        return true;
  }
  return false;
}

const bindsName = (name: ts.BindingName, text: string): boolean =>
  ts.isIdentifier(name)
    ? name.text === text
    : name.elements.some((element) => ts.isBindingElement(element) && bindsName(element.name, text));
