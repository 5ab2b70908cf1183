import { describe, expect, it } from 'vitest';
import { drive } from '../../cli/drive.ts';
import { lazyGuest } from '../../cli/python.ts';
import { nodeShelf } from '../../cli/shelf.ts';
import { createRun } from '../../scenario/run.ts';
import { parseScenario } from '../../scenario/schema.ts';

/** Builds without the frameworks (no index, no Debian) have nothing to test here but the refusals. */
const shelf = nodeShelf();
const hasFlask = shelf.has('flask') && shelf.has('werkzeug');

async function shell(script: string, packages: string[] = []): Promise<string> {
  const parsed = parseScenario({
    version: 1,
    packages,
    until: 1_000_000,
    inputs: [
      {
        kind: 'command',
        id: 'it',
        at: 0,
        user: 'ubuntu',
        cwd: '/home/ubuntu',
        argv: ['/bin/sh', '-c', script],
        timeout: 60_000_000,
      },
    ],
  });
  if (!parsed.ok) throw new Error(parsed.problems.join('; '));
  const run = createRun(parsed.scenario, { shelf });
  await drive(run, lazyGuest());
  return (
    run.commands
      .get('it')
      ?.family.output.map(({ text }) => text)
      .join('') ?? ''
  );
}

describe('pip', () => {
  it('leaves the system to its distribution, and says what it does not know as pip does', async () => {
    const said = await shell(
      'pip install flask; echo $?; pip show nope; echo $?; python3 -m venv e; e/bin/pip install nosuch; echo $?; e/bin/pip list; e/bin/pip --version',
    );
    expect(said).toContain('error: externally-managed-environment\n');
    expect(said).toContain('WARNING: Package(s) not found: nope\n1\n');
    expect(said).toContain(
      'ERROR: Could not find a version that satisfies the requirement nosuch (from versions: none)\nERROR: No matching distribution found for nosuch\n[notice] The index of this sandbox has no others than: ',
    );
    expect(said).toContain('pip 25.3 from /home/ubuntu/e/lib/python3.14/site-packages/pip (python 3.14)\n');
  });

  it('says so where a build lacks a package', async () => {
    const parsed = parseScenario({ version: 1, packages: ['Flask'], until: 0 });
    if (!parsed.ok) throw new Error(parsed.problems.join('; '));
    const run = createRun(parsed.scenario);
    const notes = run.sim.trace.events.flatMap((event) => (event.kind === 'run.note' ? [event.note] : []));
    expect(notes).toEqual(['packages: this build does not contain flask']);
  });

  it.skipIf(!hasFlask)(
    'installs the real thing into an environment, and nowhere else',
    { timeout: 60_000 },
    async () => {
      const look = "-c 'import flask; print(flask.__file__)'";
      const said = await shell(
        `python3 -m venv e; e/bin/pip install flask; e/bin/pip freeze; e/bin/python ${look}; python3 ${look}; e/bin/flask --version`,
      );
      expect(said).toMatch(/Successfully installed blinker-\S+ click-\S+ flask-\S+/);
      expect(said).toMatch(/^Flask==\d/m);
      expect(said).toContain('/home/ubuntu/e/lib/python3.14/site-packages/flask/__init__.py\n');
      expect(said).toContain("ModuleNotFoundError: No module named 'flask'\n");
      expect(said).toMatch(/^Werkzeug \d/m);
    },
  );

  it.skipIf(!hasFlask)('lists what the distribution installed', async () => {
    const said = await shell('pip list; pip show flask', ['flask']);
    expect(said).toMatch(/^Package +Version\n-+ -+\n/);
    expect(said).toContain('Location: /usr/lib/python3/dist-packages\n');
    expect(said).toContain('Requires: blinker, click, itsdangerous, jinja2, markupsafe, werkzeug\n');
  });
});

describe('requirements', () => {
  it.skipIf(!hasFlask || !shelf.has('asgiref'))(
    'come with extras, markers and further files',
    { timeout: 60_000 },
    async () => {
      const said = await shell(
        'mkdir r; printf \'Flask[async] >= 2\\nnope; sys_platform == "win32"\\n-r more.txt\\n--no-index\\n\' > r/a.txt; echo "gunicorn ; python_version >= \'3.9\'" > r/more.txt; python3 -m venv e; e/bin/pip install -r r/a.txt; e/bin/pip install ./r',
      );
      expect(said).toContain("Ignoring nope: markers 'sys_platform == \"win32\"' don't match your environment\n");
      expect(said).toMatch(/Successfully installed asgiref-\S+ blinker-\S+ click-\S+ flask-\S+ gunicorn-\S+/);
      expect(said).toContain('ERROR: pip builds no projects in this sandbox');
    },
  );
});
