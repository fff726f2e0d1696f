import js from '@eslint/js'
import svelte from 'eslint-plugin-svelte'
import globals from 'globals'
import ts from 'typescript-eslint'
import svelteConfig from './svelte.config.js'

/** Doors to the outside: each library behind one file or folder of ours, so that it can be changed in one place. */
const doors = {
  socket: { name: 'socket.io-client', message: 'Only core/socket.ts speaks Socket.IO.' },
  headless: { name: 'bits-ui', message: 'Only ui/ uses the headless library.' },
  motion: { regex: '^svelte/(transition|animate|motion)$', message: 'What moves is told in CSS, or by ui/motion.ts.' },
  http: { regex: 'core/http$', message: "Only a room's api.ts and core/ call http." },
}

/** What moves by script, and what components may not say. */
const motion = {
  selector: "CallExpression[callee.property.name='animate']",
  message: 'Only ui/motion.ts moves things by script: transform and opacity.',
}
const attribute = { selector: "SvelteAttribute[key.name='style']", message: 'Use a class or a style: directive.' }

const closed = (...open) => {
  const shut = Object.entries(doors).flatMap(([door, rule]) => (open.includes(door) ? [] : [rule]))
  return ['error', { paths: shut.filter((rule) => rule.name), patterns: shut.filter((rule) => rule.regex) }]
}

export default ts.config(
  { ignores: ['src/paraglide/', 'node_modules/', '.svelte-kit/'] },
  js.configs.recommended,
  ts.configs.strictTypeChecked,
  ts.configs.stylisticTypeChecked,
  svelte.configs.recommended,
  svelte.configs.prettier,
  {
    languageOptions: {
      globals: globals.browser,
      parserOptions: {
        project: ['./tsconfig.json', './tsconfig.node.json'],
        tsconfigRootDir: import.meta.dirname,
        extraFileExtensions: ['.svelte'],
      },
    },
    linterOptions: { reportUnusedDisableDirectives: 'error' },
    rules: {
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true }],
      // Limits are counted in code points, and that is what a spread string gives.
      '@typescript-eslint/no-misused-spread': ['error', { allow: [{ from: 'lib', name: 'string' }, 'string'] }],
      // `return this.#park(event)` is a plain early return here.
      '@typescript-eslint/no-confusing-void-expression': 'off',
      'no-console': 'error',
      'no-restricted-imports': closed(),
      'no-restricted-syntax': ['error', motion],
    },
  },
  {
    files: ['**/*.svelte', '**/*.svelte.ts'],
    languageOptions: {
      parserOptions: { parser: ts.parser, svelteConfig },
    },
    rules: {
      'prefer-const': 'off',
      'svelte/prefer-const': ['error', { excludedRunes: ['$props', '$bindable'] }],
      'svelte/no-at-html-tags': 'error',
      // The content security policy allows no style attributes; a style: directive goes through the CSSOM and may stay.
      'no-restricted-syntax': ['error', motion, attribute],
    },
  },
  {
    // What comes out of a .svelte file is `any` to this parser; svelte-check looks at it with the real types.
    files: ['**/*.svelte'],
    rules: Object.fromEntries(
      ['argument', 'assignment', 'call', 'member-access', 'return']
        .map((what) => [`@typescript-eslint/no-unsafe-${what}`, 'off'])
        .concat([['@typescript-eslint/restrict-plus-operands', 'off']]),
    ),
  },
  { files: ['src/core/**'], rules: { 'no-restricted-imports': closed('http') } },
  { files: ['src/core/socket.ts'], rules: { 'no-restricted-imports': closed('http', 'socket') } },
  { files: ['src/*/api.ts'], rules: { 'no-restricted-imports': closed('http') } },
  { files: ['src/ui/**'], rules: { 'no-restricted-imports': closed('headless') } },
  // The circle in which a theme spreads is the one thing that moves otherwise: it cuts a picture of the page.
  { files: ['src/ui/motion.ts', 'src/ui/reveal.ts'], rules: { 'no-restricted-syntax': 'off' } },
  { files: ['src/testing/**'], rules: { 'no-console': 'off' } },
  // In a story the missing thing is a failure anyway.
  { files: ['src/testing/**', 'src/**/*.test.ts'], rules: { '@typescript-eslint/no-non-null-assertion': 'off' } },
  { files: ['*.config.{js,ts}', 'build/**'], languageOptions: { globals: globals.node } },
  { files: ['**/*.js'], ...ts.configs.disableTypeChecked },
)
