@echo off
rem Tsukisoi: sets the program up in this folder. Needs Python 3.11 or newer from python.org (tick "Add to PATH").
chcp 65001 >nul
cd /d "%~dp0"
where py >nul 2>nul && (set PYTHON=py -3) || (set PYTHON=python)
%PYTHON% -c "import sys; sys.exit(sys.version_info < (3, 11))" || goto nopython
if not exist .venv %PYTHON% -m venv .venv || goto failed
.venv\Scripts\python -m pip install --quiet --require-hashes -r requirements\app.txt || goto failed
.venv\Scripts\python -m pip install --quiet --no-deps . || goto failed
echo 準備ができました。start.bat を開いてください。 - Ready: open start.bat
pause
exit /b 0
:nopython
echo Python 3.11 以上が見つかりません。python.org から入れてください。 - Python 3.11 or newer was not found.
pause
exit /b 1
:failed
echo うまくいきませんでした。この画面の写真をとって、くわしい人に見せてください。 - It did not work: show this window to somebody who knows.
pause
exit /b 1
