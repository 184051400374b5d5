@echo off
rem Tsukisoi: starts the program; everything is kept in the folder "data" beside this file.
chcp 65001 >nul
cd /d "%~dp0"
if not exist .venv\Scripts\tsukisoi.exe call setup.bat
set PYTHONUTF8=1
set TSUKISOI_DATA=%~dp0data
start "" http://localhost:8000/
.venv\Scripts\tsukisoi serve --migrate
pause
