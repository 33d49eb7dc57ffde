#pragma once
#include <histedit.h>
#include <langinfo.h>
#include <locale.h>
#include <stdio.h>
#include <termios.h>
#include <unistd.h>
#include <wchar.h>

// libedit's variadic functions and stdio handles, one plain function for each use.

typedef unsigned char (*hone_edit_function)(EditLine *, int);

// An editor that reads keys and keeps the text, but draws into nothing: hone draws itself.
static inline EditLine *hone_edit_open(void) {
  FILE *nothing = fopen("/dev/null", "w");
  return nothing == NULL ? NULL : el_init_fd("hone", stdin, nothing, nothing, STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO);
}

static inline void hone_edit_set_client(EditLine *edit, void *client) { el_set(edit, EL_CLIENTDATA, client); }

static inline void *hone_edit_client(EditLine *edit) {
  void *client = NULL;
  el_get(edit, EL_CLIENTDATA, &client);
  return client;
}

// "emacs" or "vi"; forgets all keys that were bound.
static inline void hone_edit_use(EditLine *edit, const char *editor) { el_set(edit, EL_EDITOR, editor); }

static inline void hone_edit_set_reader(EditLine *edit, int (*read)(EditLine *, wchar_t *)) {
  el_set(edit, EL_GETCFN, read);
}

static inline void hone_edit_add(EditLine *edit, const char *name, const char *help, hone_edit_function function) {
  el_set(edit, EL_ADDFN, name, help, function);
}

static inline void hone_edit_bind(EditLine *edit, const char *key, const char *function) {
  el_set(edit, EL_BIND, key, function, NULL);
}

// In vi's command mode.
static inline void hone_edit_bind_command(EditLine *edit, const char *key, const char *function) {
  el_set(edit, EL_BIND, "-a", key, function, NULL);
}

// Obeys one line of an .editrc; -1 if it is wrong.
static inline int hone_edit_obey(EditLine *edit, const char *line) {
  Tokenizer *words = tok_init(NULL);
  const char **argv = NULL;
  int argc = 0;
  int status = tok_str(words, line, &argc, &argv) == 0 && argc > 0 ? el_parse(edit, argc, argv) : 0;
  tok_end(words);
  return status;
}

// Makes the mode that the terminal is left in between two lines one without canonical input and echo.
static inline void hone_edit_set_modes(EditLine *edit) { el_set(edit, EL_SETTY, "-x", "-icanon", "-echo", NULL); }

// Puts the terminal into the editing mode, also after something else has changed it, and gives Ctrl-S and Ctrl-Q to the
// editor and line ends as they are pasted: the terminal turns none into another.
static inline void hone_edit_prepare(EditLine *edit) {
  struct termios mode;
  el_set(edit, EL_PREP_TERM, 0);
  el_set(edit, EL_PREP_TERM, 1);
  if (tcgetattr(STDIN_FILENO, &mode) != 0) return;
  mode.c_iflag &= ~(tcflag_t)(IXON | ICRNL | INLCR);
  tcsetattr(STDIN_FILENO, TCSADRAIN, &mode);
}

int wcwidth(wchar_t character);  // POSIX; <wchar.h> has it only on request.

// Columns of a character; -1 for one that is not shown.
static inline int hone_edit_width(wchar_t character) { return wcwidth(character); }
