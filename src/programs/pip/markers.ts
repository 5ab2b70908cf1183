/** Environment markers of a requirement (PEP 508), as they come out on this machine. */

const HERE: Readonly<Record<string, string>> = {
  python_version: '3.14',
  python_full_version: '3.14.2',
  os_name: 'posix',
  sys_platform: 'linux',
  platform_system: 'Linux',
  platform_machine: 'x86_64',
  implementation_name: 'cpython',
  platform_python_implementation: 'CPython',
};
const VERSIONS = /^python_/;
const COMPARISON = /^\(*\s*(\w+)\s*(==|!=|<=|>=|<|>)\s*["']([^"']*)["']\s*\)*$/;

const numbers = (version: string): number[] => version.split('.').map(Number);

function order(a: readonly number[], b: readonly number[]): number {
  for (let i = 0; i < Math.max(a.length, b.length); i++) if (a[i] !== b[i]) return (a[i] ?? 0) - (b[i] ?? 0);
  return 0;
}

function comparison(text: string): boolean {
  const [, name = '', relation, wanted = ''] = COMPARISON.exec(text.trim()) ?? [];
  const value = HERE[name];
  if (value === undefined) return true;
  const sign = VERSIONS.test(name) ? order(numbers(value), numbers(wanted)) : value === wanted ? 0 : 1;
  switch (relation) {
    case '==':
      return sign === 0;
    case '!=':
      return sign !== 0;
    case '<':
      return sign < 0;
    case '<=':
      return sign <= 0;
    case '>=':
      return sign >= 0;
    default:
      return sign > 0;
  }
}

/** Whether a requirement with this marker is for this machine; what it asks beside the platform and Python's version holds. */
export const applies = (marker: string): boolean =>
  marker.split(/\bor\b/).some((part) => part.split(/\band\b/).every(comparison));
