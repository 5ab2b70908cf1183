// What a source file imports and which globals it uses, as the architecture test needs to know it; read with the
// parser that the build uses (Oxc, through Vite), which understands TypeScript.
import { parseSync } from 'vite';

export interface Import {
  readonly specifier: string;
  /** `type` is erased by the compiler; `dynamic` is import() or a worker or address by new URL(…, import.meta.url). */
  readonly kind: 'static' | 'dynamic' | 'type';
  /** Only the address or the bytes of a file are taken (`?url`, `?raw`), or it is a style sheet. */
  readonly asset: boolean;
}

export interface Facts {
  readonly imports: readonly Import[];
  /** Names used but not declared in the file, plus `Math.random` and `async` (any async function, await, for await). */
  readonly globals: readonly string[];
  readonly strings: readonly string[];
}

interface Node {
  readonly type: string;
  readonly [key: string]: unknown;
}

const isNode = (value: unknown): value is Node =>
  typeof value === 'object' && value !== null && 'type' in value && typeof value.type === 'string';

const text = (node: unknown): string | undefined =>
  isNode(node) && node.type === 'Literal' && typeof node['value'] === 'string' ? node['value'] : undefined;

const templateText = (node: Node): string | undefined => {
  const value = node.type === 'TemplateElement' || node.type === 'JSXText' ? node['value'] : undefined;
  if (typeof value === 'string') return value;
  return typeof value === 'object' && value !== null && 'raw' in value ? String(value.raw) : undefined;
};

const nameOf = (node: unknown): string | undefined =>
  isNode(node) && node.type === 'Identifier' && typeof node['name'] === 'string' ? node['name'] : undefined;

/** Fields that hold the name of a member or of a declaration, not a use of a variable. */
const NAME_FIELDS = new Set(['key', 'property', 'label', 'imported', 'exported', 'meta']);
const DECLARING_FIELDS = new Set(['id', 'params', 'param', 'local', 'typeParameters']);

/** Every node once, with the field of its parent that holds it. */
function* walk(node: Node, field = '', parent?: Node): Generator<{ node: Node; field: string; parent?: Node }> {
  yield parent ? { node, field, parent } : { node, field };
  for (const [key, value] of Object.entries(node)) {
    for (const child of Array.isArray(value) ? (value as unknown[]) : [value]) {
      if (isNode(child)) yield* walk(child, key, node);
    }
  }
}

/** Names that the file itself declares somewhere: coarse (no scopes), which errs towards silence on such a name alone. */
function declaredNames(program: Node): Set<string> {
  const names = new Set<string>();
  const bind = (node: unknown): void => {
    if (Array.isArray(node)) node.forEach(bind);
    if (!isNode(node)) return;
    const name = nameOf(node);
    if (name !== undefined) names.add(name);
    else if (node.type === 'AssignmentPattern') bind(node['left']);
    else if (node.type === 'RestElement') bind(node['argument']);
    else if (node.type === 'TSParameterProperty') bind(node['parameter']);
    else if (node.type === 'TSTypeParameter') bind(node['name']);
    else if (node.type === 'Property') bind(node['value']);
    else if (node.type === 'ObjectPattern') bind(node['properties']);
    else if (node.type === 'ArrayPattern') bind(node['elements']);
    else if (node.type === 'TSTypeParameterDeclaration') bind(node['params']);
  };
  for (const { node } of walk(program)) {
    for (const [key, value] of Object.entries(node)) if (DECLARING_FIELDS.has(key)) bind(value);
  }
  return names;
}

function globalsOf(program: Node): string[] {
  const declared = declaredNames(program);
  const found = new Set<string>();
  for (const { node, field, parent } of walk(program)) {
    if (node['async'] === true || node['await'] === true || node.type === 'AwaitExpression') found.add('async');
    if (node.type === 'MemberExpression' && nameOf(node['object']) === 'Math') {
      const member = nameOf(node['property']) ?? text(node['property']);
      if (member === 'random') found.add('Math.random');
    }
    const name = nameOf(node);
    const computed = parent?.['computed'] === true || parent?.['shorthand'] === true;
    if (name !== undefined && (computed || !NAME_FIELDS.has(field)) && !declared.has(name)) found.add(name);
  }
  return [...found];
}

const asset = (specifier: string): boolean => /[?&](url|raw|inline)\b|\.css$/.test(specifier);

/** Imports that the module record does not list: import(), import('…').T, and new URL('…', import.meta.url). */
function expressionImports(program: Node): Import[] {
  const found: Import[] = [];
  const add = (source: unknown, kind: Import['kind']): void => {
    const specifier = text(source);
    if (specifier !== undefined) found.push({ specifier, kind, asset: asset(specifier) });
  };
  for (const { node } of walk(program)) {
    if (node.type === 'ImportExpression') add(node['source'], 'dynamic');
    if (node.type === 'TSImportType') add(node['source'] ?? node['argument'], 'type');
    if (node.type === 'NewExpression' && nameOf(node['callee']) === 'URL') {
      const [address, base] = node['arguments'] as readonly unknown[];
      if (isNode(base) && base.type === 'MemberExpression' && isNode(base['object'])) {
        if (base['object'].type === 'MetaProperty') add(address, 'dynamic');
      }
    }
  }
  return found;
}

/** Parses one TypeScript file; throws with the file's name where it does not parse. */
export function factsOf(path: string, source: string): Facts {
  const { program, module, errors } = parseSync(path, source);
  if (errors[0]) throw new Error(`${path}: ${errors[0].message}`);
  const tree = program as unknown as Node;
  const imports: Import[] = [];
  const add = (specifier: string, types: readonly boolean[]): void => {
    const kind = types.length > 0 && types.every(Boolean) ? 'type' : 'static';
    imports.push({ specifier, kind, asset: asset(specifier) });
  };
  for (const { moduleRequest, entries } of module.staticImports) {
    add(
      moduleRequest.value,
      entries.map((entry) => entry.isType),
    );
  }
  for (const { entries } of module.staticExports) {
    for (const entry of entries) if (entry.moduleRequest) add(entry.moduleRequest.value, [entry.isType]);
  }
  const strings = [...walk(tree)].flatMap(({ node }) => text(node) ?? templateText(node) ?? []);
  return { imports: [...imports, ...expressionImports(tree)], globals: globalsOf(tree), strings };
}
