"""Security and reliability by the numbers of the review: ``test_s20_…`` is S-20; ``pytest -k s20`` finds all of it.

Tests that look into one room stay there under their number:

========== ==========================================================================================
S-01…S-09  ``test_hostile_files.py`` and ``test_paths.py`` here; in ``tests/layers/importing``:
           ``test_hostile_files.py``, ``test_readers.py`` (S-05), ``test_worker.py`` (S-06, S-07)
S-10, S-13 ``tests/browser/test_texts.py``; S-12 too (titles of layers and fields, columns, descriptions), the name of a
           user in ``tests/browser/test_sign_in.py`` and ``test_admin.py``; what a fault names in
           ``tests/web/test_trouble.py``
S-11       ``test_markup.py``
S-14, S-80 ``test_takeaway.py``; ``tests/layers/test_export.py``, ``tests/layers/services/test_notes.py``
S-16       ``tests/layers/test_esc.py``
S-20…S-27  ``tests/layers/importing/test_archive.py``; through the worker in ``test_hostile_files.py``
S-30…S-35  ``test_hostile_files.py``; ``tests/layers/importing``: ``test_rules_geometry.py``, ``test_place.py``,
           ``test_readers.py`` (curves)
S-15, S-40 ``tests/web/sign_in/test_gate.py``; also S-70, S-71, S-74, S-75, S-77, S-78;
           where nobody signs in, S-70 and S-71 in ``test_alone.py`` beside it
S-50       ``test_matrix.py``
S-51…S-53  ``test_rights_at_once.py``; also S-56, S-76, S-85; buttons that stand already in ``test_buttons.py``
S-54, S-55 ``tests/web/test_routes.py``
S-60…S-64  ``test_filters.py``
S-86       ``test_audit.py`` (the chain), ``test_audit_deeds.py``, ``test_audit_commands.py``; a second person in
           ``tests/layers/test_second_person.py`` and ``tests/web/test_import_second_person.py``
S-72, S-73 ``tests/web/sign_in/test_proxy.py``
S-90       ``test_supply.py``
R-01, R-05 ``test_kills.py``; step by step in ``tests/layers``: ``test_publish_kill.py``, ``test_jobs_kill.py``,
           ``test_jobs_together.py``
R-02       ``test_disks.py``; the desk in ``tests/layers/test_jobs_kill.py``
R-03       ``test_sigterm.py``
R-04, R-12 ``test_publishers.py``
R-06       ``test_backup.py``
R-07       ``test_damage.py``
R-08       ``test_flush_order.py``
R-11, R-13 ``test_shared_state.py``
R-10, R-21 ``tests/browser/test_explore.py``
R-20       ``tests/browser/test_explore_drawing.py``: the connection is cut, the app started anew, the page loaded anew
R-22       ``tests/browser/test_explore_planner.py``
R-30, R-31 ``python -m tests.load`` measures them; ``tests/load/test_load.py`` keeps it going
R-32       none: a figure of a machine that nothing else uses. ``python -m tests.load`` measures the users; what keeps
           an import from them, a process of its own under limits and a queue, is in
           ``tests/layers/importing/test_worker.py`` and ``tests/layers/test_jobs.py``
R-40       ``test_fuzz.py``
========== ==========================================================================================

``HATANG_TRUST_FULL=1`` tries kills, races and damaged bytes more often, ``HATANG_FUZZ_SECONDS=600`` changes
bytes for ten minutes.
"""
