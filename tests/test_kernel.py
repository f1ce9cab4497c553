"""Kernels: one twin each, whoever asks first."""

import pwd
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest

from fronde import kernel as module
from fronde.kernel import kernel


def test_threads_that_ask_at_once_get_one_twin_and_one_cache_folder(monkeypatch, tmp_path):
    """numba's folder for the cache is a setting of the whole process while a twin is made."""
    import numba

    monkeypatch.setenv("FRONDE_CACHE", str(tmp_path / "kernels"))
    monkeypatch.chdir(tmp_path)
    module.cache_folder.cache_clear()
    module.cache_kept.cache_clear()
    before = numba.config.CACHE_DIR
    asked = Barrier(8)
    made = []
    try:
        kernels = [kernel(entry=True)(source()) for _ in range(8)]

        def ask(number):
            asked.wait()
            return [one.compiled for one in kernels[number:] + kernels[:number]]

        with ThreadPoolExecutor(8) as pool:
            made = [set(map(id, one)) for one in pool.map(ask, range(8))]
    finally:
        module.cache_folder.cache_clear()
        module.cache_kept.cache_clear()
    assert len(made[0]) == 8 and all(one == made[0] for one in made)
    assert numba.config.CACHE_DIR == before
    folders = {str(one.compiled._cache.cache_path) for one in kernels}
    assert all(folder.startswith(str(tmp_path / "kernels")) for folder in folders)


def source():
    """A function to make a twin of."""
    def double(x):
        return x + x

    return double


@pytest.mark.parametrize(("named", "kept"), [("~/c", "home/c/fronde"), ("", "home/.cache/fronde")])
def test_the_cache_of_a_user_is_in_their_home(monkeypatch, tmp_path, named, kept):
    monkeypatch.delenv("XDG_CACHE_HOME", raising=False)
    monkeypatch.setenv("FRONDE_CACHE", named)
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    assert module.cache_folder.__wrapped__().parent == tmp_path / kept


def test_a_user_without_a_home_keeps_nothing(monkeypatch):
    """As containers have them: a number without a name."""
    for name in ("XDG_CACHE_HOME", "FRONDE_CACHE", "HOME"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr(pwd, "getpwuid", {}.__getitem__)
    assert module.cache_folder.__wrapped__().is_relative_to("/dev/null")
