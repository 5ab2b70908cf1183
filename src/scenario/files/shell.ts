/**
 * What the shells of people read when they start (bash(1), INVOCATION): the prompt that Ubuntu gives, a few aliases, and
 * the history's rules.
 */
const BASHRC = `# ~/.bashrc: read by bash for every interactive shell.
case $- in
    *i*) ;;
      *) return;;
esac

HISTCONTROL=ignoreboth
HISTSIZE=1000
shopt -s histappend checkwinsize

PS1='\\[\\033[32m\\]\\u@\\h\\[\\033[0m\\]:\\[\\033[34m\\]\\w\\[\\033[0m\\]\\$ '

alias ls='ls --color=auto'
alias ll='ls -alF'
alias la='ls -A'
alias l='ls -CF'

if [ -f ~/.bash_aliases ]; then
    . ~/.bash_aliases
fi
`;

const PROFILE = `# ~/.profile: read by login shells (su -, sudo -i).
if [ -n "$BASH_VERSION" ] && [ -f "$HOME/.bashrc" ]; then
    . "$HOME/.bashrc"
fi
if [ -d "$HOME/.local/bin" ]; then
    PATH="$HOME/.local/bin:$PATH"
fi
`;

const ETC_PROFILE = `# /etc/profile: read by the login shells of everybody.
if [ "$(id -u)" -eq 0 ]; then
    PATH="/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"
else
    PATH="/usr/local/bin:/usr/bin:/bin:/usr/local/games:/usr/games"
fi
export PATH
`;

/** In the home of everybody who has one, and in /etc/skel. */
export const HOME_FILES: Readonly<Record<string, string>> = { '.bashrc': BASHRC, '.profile': PROFILE };
export const SHELL_FILES: Readonly<Record<string, string>> = { '/etc/profile': ETC_PROFILE };
