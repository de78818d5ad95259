/**
 * Who may import whom: the table of ARCHITECTURE.md. tests/boundaries.test.ts plants a violation of each rule and sees it
 * caught. Tests may import what they test with.
 */
/** `conformance.ts` of a connector starts what the connector is tested against. */
const test = '(?:\\.test\\.tsx?|^connectors/[^/]+/conformance\\.ts)$';
const ours = '^(?:flows|nodes|connectors|electron|cli|renderer|registry|resources|tests|bench|scripts)/';
/** A package, however it was resolved. */
const pkg = (...names) => `(?:^|/)node_modules/(?:${names.join('|')})(?:/|$)`;
const react = pkg(
  'react',
  'react-dom',
  '@mantine/.*',
  '@xyflow/.*',
  'react-.*',
  '@tanstack/.*',
  '@tabler/.*',
  'zustand',
);
const electron = pkg('electron');

const never = (name, comment, from, to) => ({
  name,
  comment,
  severity: 'error',
  from: { pathNot: test, ...from },
  to,
});

export default {
  forbidden: [
    {
      name: 'no-circular',
      severity: 'error',
      comment: 'Modules in a circle cannot be understood apart.',
      from: {},
      to: { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } },
    },
    {
      name: 'resolvable',
      severity: 'error',
      comment: 'Every import leads somewhere.',
      from: {},
      to: { couldNotResolve: true },
    },
    {
      name: 'no-undeclared',
      severity: 'error',
      comment: 'Every package used is in package.json.',
      from: { path: ours },
      to: { dependencyTypes: ['npm-no-pkg', 'npm-unknown'] },
    },
    {
      name: 'product-without-dev',
      severity: 'error',
      comment: 'The engine runs with the dependencies that are shipped.',
      from: { path: '^(?:flows|connectors|cli|electron/engine)/|^nodes/[^/]+/(?:schema|step)\\.ts$', pathNot: test },
      to: { dependencyTypes: ['npm-dev'], pathNot: '@types/|node_modules/electron/' },
    },
    never(
      'pure-no-node',
      'The pure parts run in the page too: no node:*.',
      { path: '^flows/(?:sdk|document|plan|segments|api|content)/' },
      { dependencyTypes: ['core'] },
    ),
    never(
      'pure-downward',
      'The pure parts know nothing above them.',
      { path: '^flows/(?:sdk|document|plan|segments|api)/' },
      { path: ours, pathNot: '^flows/(?:sdk|document|plan|segments|api)/' },
    ),
    never(
      'sdk-lowest',
      'The SDK stands below everything.',
      { path: '^flows/sdk/' },
      { path: ours, pathNot: '^flows/sdk/' },
    ),
    never(
      'segments-low',
      'Rules know only the SDK.',
      { path: '^flows/segments/' },
      { path: ours, pathNot: '^flows/(?:sdk|segments)/' },
    ),
    never(
      'document-low',
      'Documents know the SDK and rules.',
      { path: '^flows/document/' },
      { path: ours, pathNot: '^flows/(?:sdk|segments|document)/' },
    ),
    never(
      'pure-packages',
      'The pure parts use zod (the SDK also Temporal, cron, phone numbers, SMS reckoning and QR codes, the contract also oRPC).',
      { path: '^flows/(?:sdk|document|plan|segments|api)/' },
      {
        dependencyTypes: ['npm', 'npm-dev'],
        pathNot: pkg(
          'zod',
          'temporal-polyfill',
          'croner',
          'libphonenumber-js',
          'sms-segments-calculator',
          'qrcode-generator',
          '@orpc/contract',
          '@orpc/.*',
        ),
      },
    ),
    never(
      'temporal-in-sdk',
      'Zones and durations are reckoned in one place.',
      { path: ours, pathNot: `^flows/sdk/|${test}` },
      { path: pkg('temporal-polyfill') },
    ),
    never(
      'liquid-in-content',
      'Texts are rendered in one place.',
      { path: ours, pathNot: `^flows/content/|${test}` },
      { path: pkg('liquidjs') },
    ),
    never(
      'sql-in-store',
      'Only the store opens the file.',
      { path: ours, pathNot: `^flows/store/|^tests/|^bench/|${test}` },
      { path: pkg('better-sqlite3') },
    ),
    never(
      'tables-low',
      'Tables are read the same for imports and for connectors: the reading knows the SDK, and nobody who asks.',
      { path: '^flows/tables/' },
      { path: ours, pathNot: '^flows/(?:sdk|tables)/' },
    ),
    never(
      'flows-no-hosts',
      'The engine is a library: no node type, no vendor, no screen, no Electron.',
      { path: '^flows/' },
      { path: `^(?:nodes|connectors|electron|cli|renderer|registry|bench|scripts|tests)/|${react}|${electron}` },
    ),
    never(
      'explain-reads',
      'The explanation reads what is kept and asks pure steps again; the runtime does not know it, nor it the runtime.',
      { path: '^flows/explain/' },
      { path: ours, pathNot: '^flows/(?:sdk|segments|document|plan|content|api|store|explain)/' },
    ),
    never(
      'runtime-unexplained',
      'Nothing that moves journeys depends on their explanation.',
      { path: '^flows/(?:store|runtime|contacts|reports|content)/' },
      { path: '^flows/explain/' },
    ),
    never(
      'node-own-folder',
      'A node type lives alone: its schema and step import the SDK and their own folder.',
      { path: '^nodes/([^/]+)/(?!editor|.*\\.tsx$)' },
      { path: ours, pathNot: '^flows/sdk/|^nodes/$1/' },
    ),
    never(
      'node-pure',
      'A step is a pure function: no node:*, no HTTP.',
      { path: '^nodes/' },
      { dependencyTypes: ['core'] },
    ),
    never(
      'node-packages',
      'A step uses zod and the SDK, nothing else.',
      { path: '^nodes/[^/]+/(?!.*\\.tsx$)[^/]+\\.ts$' },
      { dependencyTypes: ['npm', 'npm-dev'], pathNot: pkg('zod', '@tabler/.*', 'react') },
    ),
    never(
      'editor-not-step',
      'An editor knows the config, not the behaviour.',
      { path: '^nodes/[^/]+/.*\\.tsx$' },
      {
        path: '^nodes/[^/]+/step\\.ts$|^flows/(?:store|runtime|host|api|contacts|simulate)/|^connectors/|^electron/|^cli/|^renderer/(?!ui/)',
      },
    ),
    never(
      'editor-own-folder',
      'An editor imports its own node only.',
      { path: '^nodes/([^/]+)/.*\\.tsx$' },
      { path: '^nodes/', pathNot: '^nodes/$1/' },
    ),
    never(
      'connector-own-folder',
      'A vendor lives alone: the SDK, the reading of tables, its own folder, and the files beside it that all vendors share.',
      { path: '^connectors/([^/]+)/' },
      { path: ours, pathNot: '^flows/(?:sdk|tables)/|^connectors/(?:$1/|[^/]+\\.ts$)' },
    ),
    never(
      'connector-no-screen',
      'A vendor has no screen of its own.',
      { path: '^connectors/' },
      { path: `${react}|${electron}|${pkg('better-sqlite3')}` },
    ),
    never(
      'ui-leaf',
      'Leaf widgets know nothing of the app but the types of the SDK and of flow documents.',
      { path: '^renderer/ui/' },
      { path: ours, pathNot: '^renderer/ui/|^flows/(?:sdk|document|segments|content)/' },
    ),
    never(
      'page-no-engine',
      'The page speaks to the engine through the contract only.',
      { path: '^renderer/' },
      {
        path: '^flows/(?:store|runtime|contacts|host|simulate)/|^connectors/[^/]+/[^/]+\\.ts$|^nodes/[^/]+/step\\.ts$|^registry/engine|^electron/|^cli/',
      },
    ),
    never('page-no-node', 'The page has no Node.', { path: '^renderer/' }, { dependencyTypes: ['core'] }),
    never(
      'page-packages',
      'The page has no engine packages.',
      { path: '^renderer/' },
      { path: `${pkg('better-sqlite3', 'axios', 'nodemailer', 'imapflow', 'pino')}|${electron}` },
    ),
    never(
      'main-thin',
      "Electron's main process knows the page's policy, its own messages and how the engine is started, nothing of the engine itself.",
      { path: '^electron/(?:main|preload)/' },
      { path: ours, pathNot: '^electron/(?:main|preload)/|^electron/(?:messages|engine-flags)\\.ts$|^flows/api/' },
    ),
    never(
      'main-packages',
      'Main and preload use Electron and zod.',
      { path: '^electron/(?:main|preload)/' },
      { dependencyTypes: ['npm', 'npm-dev'], pathNot: pkg('electron', 'zod') },
    ),
    never(
      'hosts-no-page',
      'The engine process and the CLI have no screen.',
      { path: '^(?:electron/engine|cli)/' },
      { path: `^renderer/|^electron/(?:main|preload)/|^registry/editors|${react}` },
    ),
    never(
      'electron-in-electron',
      'Only the desktop host knows Electron.',
      { path: ours, pathNot: `^electron/|^tests/e2e/|^scripts/|${test}` },
      { path: electron },
    ),
    never(
      'registry-at-the-top',
      'Only composition roots look node types and vendors up.',
      { path: ours, pathNot: `^(?:registry|cli|electron/engine|renderer|tests|bench|scripts)/|${test}` },
      { path: '^registry/|^#registry' },
    ),
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '^dist/' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['kaskad-bundle', 'node', 'import', 'types', 'default'],
      extensions: ['.ts', '.tsx', '.js', '.mjs', '.json', '.d.ts', '.css'],
    },
  },
};
